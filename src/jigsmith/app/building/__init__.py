"""Building: a template from blocks, its proof on every instance, and the folder that it is written into."""

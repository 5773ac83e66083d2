"""Mining: what `habits` is made of: where histories lie, who allowed to read them, what becomes of what is found."""

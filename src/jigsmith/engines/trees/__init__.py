"""Trees: tokens, syntax trees, fingerprints, alignment and anti-unification. Shapes with holes, but no templates."""

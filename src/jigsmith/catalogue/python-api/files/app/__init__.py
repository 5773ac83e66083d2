"""{{ name | kebab }}: {{ description }}"""

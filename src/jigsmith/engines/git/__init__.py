"""Git: asks the git command what lies in a repository and how it came. It draws no conclusions."""

"""GitHub as a forge: on github.com and on a server of one's own. A token or an App; nothing of it is seen outside."""

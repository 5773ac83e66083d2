"""Words that stay in a line's shape: the reserved words of many languages, and what a line that begins with one is.

Words that are reserved in some language and good names in others, such as `data` and `set`, are names here.
"""

LANGUAGE = frozenset(
    """
    abstract and as assert async await begin bool break case catch char class const constructor continue crate debugger
    declare def default defer defined del delegate delete do double dyn elif else elsif end endif ensure enum except
    exec explicit export extends extern fallthrough false final finally float fn for foreach from fun func function
    global go goto if impl implements implicit import in include inline instanceof int interface internal is keyof
    lambda lateinit let match mod module mut mutable namespace new nil none nonlocal not null of or override package
    pass private protected pub public raise readonly require rescue return sealed sizeof static str string struct super
    suspend switch synchronized template then throw throws trait transient true try type typealias typedef typename
    typeof undef union unless unsafe unsigned until use using val var vararg virtual void volatile when where while with
    yield
    """.split()  # noqa: SIM905
)
CAPITALS = frozenset({"None", "True", "False", "BEGIN", "END", "SELECT", "INSERT", "UPDATE", "CREATE", "TABLE", "FROM"})
RECEIVERS = frozenset({"self", "this", "cls"})  # what a line that begins with one is about follows after the dot
IMPORTING = frozenset({"import", "from", "require", "include", "use", "using", "package"})
CLOSING = frozenset("end endif else elif elsif except finally catch rescue ensure".split())  # noqa: SIM905
LICENSING = frozenset(
    "copyright Copyright COPYRIGHT license License LICENSE licence Licence licensed Licensed SPDX".split()  # noqa: SIM905
)
CONTROL = frozenset(
    """if for while try with switch case return match do foreach until unless when throw throws raise yield await assert
    go defer default break continue del""".split()  # noqa: SIM905
)
FUNCTION = frozenset({"def", "func", "function", "fn", "fun", "constructor"})
EVERY = LANGUAGE | CAPITALS | RECEIVERS | LICENSING

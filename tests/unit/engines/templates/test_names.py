"""Names: split into words, written in every style, made plural and singular."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import names

ordinary = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).filter(
    lambda word: word not in ("oauth", "graphql", "mysql", "nosql", "postgresql", "sqlite")
)
phrases = st.lists(ordinary, min_size=1, max_size=6)
ROUND_TRIP = [
    "pascal",
    "camel",
    "snake",
    "kebab",
    "const",
    "title",
    "words",
    "dot",
    "path",
    "train",
    "cobol",
    "sentence",
]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UserProfile", "user profile"),
        ("userProfile", "user profile"),
        ("user_profile", "user profile"),
        ("user-profile", "user profile"),
        ("USER_PROFILE", "user profile"),
        ("user.profile", "user profile"),
        ("admin/userProfile", "admin user profile"),
        ("FSx", "fsx"),
        ("FSxLustre", "fsx lustre"),
        ("HTTPServer", "http server"),
        ("getHTTPResponseCode", "get http response code"),
        ("ec2", "ec2"),
        ("EC2Instance", "ec2 instance"),
        ("S3Bucket", "s3 bucket"),
        ("user2fa", "user2fa"),
        ("2FA", "2fa"),
        ("3DModel", "3d model"),
        ("Point2DView", "point2d view"),
        ("APIs", "apis"),
        ("userIDs", "user ids"),
        ("IPv6Address", "ipv6 address"),
        ("OAuth2Client", "oauth2 client"),
        ("GraphQLSchema", "graphql schema"),
        ("SQLiteStore", "sqlite store"),
        ("K8sPod", "k8s pod"),
        ("X509Certificate", "x509 certificate"),
        ("B2BOrder", "b2b order"),
        ("AUser", "a user"),
        ("ABTest", "ab test"),
        ("straßeÜbung", "straße übung"),
        ("日本Name", "日本 name"),
        ("हिन्दी", "हिन्दी"),
        ("  spaced   out ", "spaced out"),
        ("", ""),
        ("--", ""),
    ],
)
def test_a_name_is_split_where_people_see_words(name, words):
    assert names.split(name) == words.split()


@pytest.mark.parametrize("style", ROUND_TRIP)
@given(words=phrases)
def test_splitting_undoes_every_style_that_keeps_words_apart(style, words):
    assert names.split(names.STYLES[style](" ".join(words))) == words


@given(name=st.text(max_size=40), style=st.sampled_from(sorted(names.STYLES)))
def test_every_style_takes_any_text(name, style):
    assert isinstance(names.STYLES[style](name), str)


@given(words=phrases, first=st.sampled_from(ROUND_TRIP), second=st.sampled_from(ROUND_TRIP))
def test_a_style_does_not_depend_on_the_style_before(words, first, second):
    name = " ".join(words)
    assert names.apply(name, [first, second]) == names.apply(name, [second])


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("raw", "userProfile page"),
        ("pascal", "UserProfilePage"),
        ("camel", "userProfilePage"),
        ("snake", "user_profile_page"),
        ("kebab", "user-profile-page"),
        ("flat", "userprofilepage"),
        ("const", "USER_PROFILE_PAGE"),
        ("title", "User Profile Page"),
        ("sentence", "User profile page"),
        ("words", "user profile page"),
        ("dot", "user.profile.page"),
        ("path", "user/profile/page"),
        ("upper", "USERPROFILE PAGE"),
        ("lower", "userprofile page"),
        ("train", "User-Profile-Page"),
        ("cobol", "USER-PROFILE-PAGE"),
        ("flatupper", "USERPROFILEPAGE"),
        ("plural", "userProfile pages"),
        ("singular", "userProfile page"),
    ],
)
def test_each_style_writes_a_name_its_way(style, expected):
    assert names.STYLES[style]("userProfile page") == expected


def test_every_style_has_an_example_above():
    assert set(names.STYLES) == {
        *("raw", "pascal", "camel", "snake", "kebab", "flat", "const", "title", "sentence", "words", "dot", "path"),
        *("upper", "lower", "train", "cobol", "flatupper", "plural", "singular"),
    }


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (names.slug, "My Großes Café, 1,000 x!", "my-grosses-cafe-1000-x"),
        (names.slug, "userProfile", "userprofile"),
        (names.slug, "--a__b--", "a-b"),
        (names.capitals, "my-first cool_API (now)", "My-First Cool_api (Now)"),
        (names.capfirst, "userProfile page", "UserProfile page"),
        (names.capfirst, "", ""),
    ],
)
def test_forms_that_leave_the_words_as_they_are(form, text, expected):
    assert form(text) == expected


PLURALS = """
leaf/leaves canvas/canvases gas/gases lens/lenses cache/caches user/users category/categories box/boxes bus/buses
class/classes address/addresses day/days key/keys house/houses case/cases database/databases response/responses
license/licenses process/processes analysis/analyses index/indices person/people child/children branch/branches
dish/dishes quiz/quizzes hero/heroes photo/photos piano/pianos movie/movies cookie/cookies policy/policies
query/queries man/men woman/women salesman/salesmen human/humans phase/phases release/releases purchase/purchases
use/uses cause/causes course/courses horse/horses nurse/nurses sense/senses bias/biases virus/viruses alias/aliases
image/images size/sizes prize/prizes rose/roses tax/taxes axis/axes hash/hashes patch/patches campus/campuses
boss/bosses knife/knives proof/proofs roof/roofs chief/chiefs belief/beliefs shelf/shelves wolf/wolves shoe/shoes
lease/leases vase/vases phrase/phrases browse/browses expense/expenses instance/instances service/services
namespace/namespaces interface/interfaces bridge/bridges stage/stages type/types pie/pies tie/ties medium/mediums
schema/schemas token/tokens thesis/theses crisis/crises canoe/canoes api/apis uri/uris area/areas video/videos
menu/menus cpu/cpus exercise/exercises franchise/franchises archive/archives curve/curves census/censuses
surplus/surpluses cargo/cargos pause/pauses warehouse/warehouses specimen/specimens invoice/invoices entry/entries
currency/currencies country/countries guy/guys survey/surveys proxy/proxies hierarchy/hierarchies summary/summaries
studio/studios radius/radii vertex/vertices matrix/matrices criterion/criteria mouse/mice status/status staff/staff
data/data media/media metadata/metadata series/series species/species news/news fish/fish sheep/sheep
"""


@pytest.mark.parametrize("pair", PLURALS.split())
def test_plural_and_singular_of_words_that_code_is_full_of(pair):
    one, many = pair.split("/")
    assert (names.plural(one), names.singular(many)) == (many, one)
    assert (names.plural(many), names.singular(one)) == (many, one)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("UserCategory", "UserCategories"),
        ("user_category", "user_categories"),
        ("USER_CATEGORY", "USER_CATEGORIES"),
        ("user-category", "user-categories"),
        ("HTTPPerson", "HTTPPeople"),
        ("userID", "userIDs"),
        ("S3Bucket", "S3Buckets"),
        ("Child", "Children"),
        ("FSx", "FSxes"),
        ("API", "APIS"),
    ],
)
def test_plural_changes_the_last_word_and_keeps_the_style(one, many):
    assert names.plural(one) == many
    assert names.singular(many).lower() == one.lower()


@given(word=ordinary)
def test_the_plural_of_a_plural_is_itself(word):
    many = names.plural(word)
    assert names.plural(many) == many or names.singular(many) != word


def test_a_name_of_ten_thousand_characters_is_split_in_no_time():
    assert len(names.split("aB" * 5_000)) == 5_001
    assert names.plural("a" * 10_000).endswith("as")

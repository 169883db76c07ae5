import pytest

from comments.models import Comment
from comments.screening.folding import fold
from comments.screening.profanity import check_profanity
from comments.screening.profanity.matcher import find_profanity
from comments.screening.profanity.site_words import own_lexicon
from tests.comments.screening.lettering import hidden, lettered
from tests.comments.screening.obfuscations import obfuscations, transformations

CLEAN = """duck ship pitch mustard deck clock puppy slot winner buttons lamp crop ballot country
    assassin therapist analysis title nightingale dictionary mother bulletin compass brick sheet
    fork luck stack witch cocktail essex bassoon harass embassy methane scunthorpe"""


def found_in(text: str) -> list[str]:
    folded = fold(text)
    spans = [folded.span(hit.start, hit.end) for hit in find_profanity(folded, own_lexicon())]
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What the fuck?", ["fuck"]),
        ("Bullshit. And damn them!", ["Bullshit", "damn"]),
        ("(shit)", ["shit"]),
        ("fuckface, bullshitter, motherfucking, fuckyoutoo", 4),
        ("#TotalBullshit #FuckMonday", ["TotalBullshit", "Fuck"]),
        ("SHITFORBRAINS", ["SHITFORBRAINS"]),
        ("fuckfuckfuck", ["fuckfuckfuck"]),
        ("sod off, bloody hell, blow jobs", 3),
        ("Du Arschloch, so ein Scheiß", ["Arschloch", "Scheiß"]),
        ("quel connard, putain", ["connard", "putain"]),
        ("hijo de puta, gilipollas, coño", 3),
        ("vaffanculo, stronzi", 2),
        ("caralho, filho da puta", 2),
        ("godverdomme klootzak", 2),
        ("kurwa, spierdalaj", 2),
        ("Хуй тебе, сука", ["Хуй", "сука"]),
        ("orospu, siktir, piç", 3),
        ("la polla de tu padre, que es una mierda", ["polla", "mierda"]),
        ("shit/crap", ["shit", "crap"]),
        ("WANKERS, all of them", ["WANKERS"]),
        ("fucking fucked fucker fuckers fucks fuckin'", 6),
        ("shitting bitches pussies", 3),
        ("such a shit-storm", ["shit-storm"]),
        ("Dick Cheney is a dick", ["dick"]),
        ("great tits in the garden, and what tits", ["tits"]),
        ("**shit**", ["shit"]),
    ],
)
def test_words_of_the_list_are_found_with_their_inflections(
    text: str, found: list[str] | int
) -> None:
    assert found_in(text) == found if isinstance(found, list) else len(found_in(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FUUUUUCK that", "FUUUUUCK"),
        ("assss", "assss"),
        ("you f u c k", "f u c k"),
        ("F. U. C. K. them", "F. U. C. K"),
        ("it is f.u.c.k-ing late", "f.u.c.k-ing"),
        ("s-h-i-t!", "s-h-i-t"),
        ("s\nh\ni\nt", "s\nh\ni\nt"),
        ("what a sh1t show", "sh1t"),
        ("$h!t!", "$h!t"),
        ("a$$", "a$$"),
        ("you @sshole", "@sshole"),
        ("b1tch-slap", "b1tch-slap"),
        ("f*ck off", "f*ck"),
        ("f**k!", "f**k"),
        ("s**t", "s**t"),
        ("sh**", "sh**"),
        ("F***.", "F***"),
        ("shi* happens", "shi*"),
        ("fuuck you", "fuuck"),
        ("motherfuuuckerr", "motherfuuuckerr"),
        ("fu ck you", "fu ck"),
        ("kiss my a**", "a**"),
        ("you a**hole", "a**hole"),
        ("kiss my @$$", "@$$"),
        ("$**t", "$**t"),
        ("f#@% them", "f#@%"),
        ("f^ck", "f^ck"),
        ("f@ck", "f@ck"),
        ("f***in", "f***in"),
        ("b****es", "b****es"),
        ("f------g", "f------g"),
        ("f---", "f---"),
        ("f*uck", "f*uck"),
        ("bulls**tter", "bulls**tter"),
        ("8u11sh!t", "8u11sh!t"),
        ("u r a d!ck", "d!ck"),
        ("[s][h][i][t]", "s][h][i][t"),
        ("motherf*cker", "motherf*cker"),
        ("f***ing", "f***ing"),
        ("f--k", "f--k"),
        ("sh-t happens", "sh-t"),
        ("f_ck", "f_ck"),
        ("fu\u200bck", "fu\u200bck"),
        ("fuсk", "fuсk"),
        ("ѕһіt", "ѕһіt"),
        ("ＦＵＣＫ", "ＦＵＣＫ"),
        ("fu\u0308ck\u0301!", "fu\u0308ck\u0301"),
        ("shi\u00adtting", "shi\u00adtting"),
        ("those +!+5", "+!+5"),
        ("817ch, please", "817ch"),
        ("xXfuckXx", "xXfuckXx"),
        ("|=uck off", "|=uck"),
        ("s|-|it!", "s|-|it"),
        ("f🤬ck off", "f🤬ck"),
        ("f★ck", "f★ck"),
        ("f♥u♥c♥k", "f♥u♥c♥k"),
        ("🇫 🇺 🇨 🇰 you", "🇫 🇺 🇨 🇰"),
        ("🅰️🆂🆂hole", "🅰️🆂🆂hole"),
        ("💲hit", "💲hit"),
        ("you ʇᴉɥs", "ʇᴉɥs"),
        ("a \u202ekcuf\u202c of a day", "kcuf"),
        ("ᖴᑌᑕK", "ᖴᑌᑕK"),
        ("bιтςh", "bιтςh"),
        ("Dick move, that.", "Dick move"),
        ("Wanker!", "Wanker"),
        ("Bastards, all of them.", "Bastards"),
    ],
)
def test_a_disguise_is_seen_through_and_marked_where_it_stands(text: str, found: str) -> None:
    assert found_in(text) == [found]


@pytest.mark.parametrize("word", ["fuck", "shit", "bollocks", "wanker", "asshole", "bitches"])
def test_generated_disguises_are_seen_through(word: str) -> None:
    missed = [
        (kind, disguised)
        for kind, disguised in obfuscations(word)
        if not found_in(f"They are {disguised} to me.")
    ]
    assert missed == []


@pytest.mark.parametrize("word", CLEAN.split())
def test_the_same_done_to_a_clean_word_leaves_it_clean(word: str) -> None:
    flagged = [
        (kind, disguised)
        for kind, disguised in transformations(word)
        if found_in(f"They are {disguised} to me.")
    ]
    assert flagged == []


@pytest.mark.parametrize("word", ["fuck", "shit", "asshole", "whore", "niggas"])
def test_fancy_lettering_is_read(word: str) -> None:
    missed = [
        (kind, disguised)
        for kind, disguised in (*lettered(word, seed=3), *hidden(word, seed=3))
        if kind != "Cyrillic" and not found_in(f"They are {disguised} to me.")
    ]
    assert missed == []


@pytest.mark.parametrize("word", CLEAN.split())
def test_fancy_lettering_makes_no_clean_word_profane(word: str) -> None:
    flagged = [
        (kind, disguised)
        for kind, disguised in lettered(word, seed=3)
        if found_in(f"They are {disguised} to me.")
    ]
    assert flagged == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bitch😂😂", ["bitch"]),
        ("you 😏😈 T?😏😈", []),
        ("🇺🇸 and 🇩🇪🇫🇷, shit🇺🇸", ["shit"]),
        ("it cost 717$, or $717; 7+1+5 = 13", []),
        ("foo() bar[] x|y", []),
        ("/ˈbɹɪtɪʃ/, Kürdǝxanı, Azǝrbaycan", []),
    ],
)
def test_what_only_looks_like_lettering_is_left_alone(text: str, found: list[str]) -> None:
    assert found_in(text) == found


@pytest.mark.parametrize(
    ("text", "score", "reason"),
    [
        ("Oh damn.", 0.25, "Mild swearing: “damn”."),
        ("Oh damn, bollocks.", 0.5, "Coarse language: “damn”, “bollocks”."),
        ("Fuck, FUCK, fuck", 0.75, "Strong language: “fuck”."),
        ("So ein Arschloch ist das nicht", 0.5, "Coarse language: “arschloch”."),
        ("cunts", 1.0, "A slur or worse: “cunts”."),
        ("f\u200buck", 0.75, "Strong language: “fuck”. Disguised by its spelling."),
        (
            "damn crap turd arse boobs bugger pillocks",
            0.25,
            "Mild swearing: “damn”, “crap”, “turd”, “arse”, “boobs”. And 2 more.",
        ),
    ],
)
def test_the_reason_quotes_and_the_strongest_word_scores(
    text: str, score: float, reason: str
) -> None:
    finding = check_profanity(Comment(name="Ann", body=text))
    assert finding
    assert (finding.score, finding.reason) == (score, reason)


def test_the_name_is_looked_at_too_and_is_no_place_in_the_text() -> None:
    finding = check_profanity(Comment(name="Ann Shit", body="Quite so."))
    assert finding
    assert finding.reason == "Coarse language: “shit” in the name."
    assert finding.spans == ()


def test_a_clean_comment_has_no_finding() -> None:
    assert check_profanity(Comment(name="Dick", body="Well said.")) is None

"""In which language a text is, as far as its small words tell.

Enough to know German "dick" (thick) from the English word; no more is claimed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Final

_SMALL_WORDS: Final = {
    "en": """the and of to is in that it was for you with not are this have they but on be your he
        his she what who all my we so just if at or by from has do does did don can would will
        when there their them been an him her these than how why about i a me no die war
        hat man am us up go come men van door over had sin son ton ten more as see too now
        get got out here one some like u ur yo lol rt im its co t s ain dat dis da""",
    "de": """der die das und ist nicht ein eine ich zu den mit auf sich es im fur von dem auch als
        war sind wird sie wir ihr aber nur noch dass wie hat wenn schon oder bei einen einem du
        so was hier doch ja nein kein keine bin bist habe hast haben mein dein nach vom zum zur
        aus um man mal immer dieser diese dieses mir dir dich mich jetzt wo warum eure eurer in
        ihn""",
    "fr": """le la les et est des une un pas que qui dans pour ce il sur vous au je ne avec du sont
        mais nous se son sa cette tout plus ils elle etre ca tu c j n d l qu de en y ces aux par
        moi toi te me mon ton ta ma quel quelle comme si bien on fait suis es ont ai
        as votre vos""",
    "es": """el la los las y que de en un una es por con para su lo no se como mas pero sus le ya
        este si porque esta cuando muy sin sobre tambien me hasta hay donde eres tu te mi del al
        ese esa eso esto nos todo todos son soy ser ha he fue nada bien quien vaya menudo""",
    "it": """il la gli e che di un una non per sono con si ma come lo piu da anche questo della dei
        nel alla le ha ci mi sei se tutti quando perche al del i ti tu io ho hai hanno era cosa
        chi quello quella questa quanto dove solo proprio sempre sto fa ai dal nella in""",
    "pt": """o a os as e que de um uma nao para com por se mais como mas foi ao ele das tem seu sua
        ou quando muito nos ja eu tambem voce isso esse do da no na em essa este esta te me meu
        minha sao ser vai tudo so ela nem pra pro dos num numa esses quem aqui""",
    "nl": """de het een en van is niet dat op te zijn voor met die er aan ook als maar om hij bij
        nog ze wat je ik naar uit dan heeft wordt geen zo u kan kunt heb hebt dit deze hier daar
        wel toch weer mijn jullie jij wij we was had door over moet zou hem haar al in""",
    "pl": """nie sie jest na do to ze jak ale za od tak co juz po tego przez czy tylko byc dla ma
        mi te ten jego i w z ja ty on my wy mnie ciebie cie sa ta tu by ich jej o u no a niech
        kto gdzie kiedy bo juz jestes jestem ci moj twoj""",
    "sv": """och det att som pa ar av for med den till inte om ett men har de jag du vi kan
        ska var sig ocksa nar efter""",
    "tr": """bir ve bu da de icin ile cok ama gibi daha var ne kadar sonra olarak ben sen o mi
        degil senin seni ya su her biz siz mu ki yok boyle nasil neden bana sana hic en diye ise
        onun bunu benim oldu olan iyi""",
}
_LANGUAGES_OF: Final[dict[str, list[str]]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_ENOUGH: Final = 2
# Those that look like no Latin letter; folding turned the others into it.
_CYRILLIC: Final = re.compile(r"[а-яё]")  # noqa: RUF001


class Languages:
    """The languages of a text, from its folded words; counted when somebody asks."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def speak(self, language: str) -> bool:
        """Whether the text shows that it is in this language, and none is more likely."""
        count = self._counts[language]
        return count >= _ENOUGH and count == max(self._counts.values())

    def speak_another_than(self, language: str) -> bool:
        return max(self._counts.values()) >= self._counts[language] + _ENOUGH

    def _telling(self) -> Iterator[str]:
        """Yield the words, without letters in a row: "a b c" is no French."""
        lengths = [0, *map(len, self._words), 0]
        for word, before, behind in zip(self._words, lengths, lengths[2:], strict=False):
            if len(word) > 1 or not before == behind == 1:
                yield word

    @cached_property
    def _counts(self) -> Counter[str]:
        counts = Counter(
            language for word in self._telling() for language in _LANGUAGES_OF.get(word, ())
        )
        counts["ru"] = sum(1 for word in self._words if _CYRILLIC.search(word))
        return counts

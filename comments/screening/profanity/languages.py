"""In which language a text is, as far as its small words tell.

Enough to know German "dick" (thick) from the English word; no more is claimed.
"""

from collections import Counter
from functools import cached_property
from typing import Final

_SMALL_WORDS: Final = {
    "en": """the and of to is in that it was for you with not are this have they but on be your he
        his she what who all my we so just if at or by from has""",
    "de": """der die das und ist nicht ein eine ich zu den mit auf sich es im fur von dem auch als
        war sind wird sie wir ihr aber nur noch dass wie hat wenn schon oder bei einen einem du""",
    "fr": """le la les et est des une un pas que qui dans pour ce il sur vous au je ne avec du sont
        mais nous se son sa cette tout plus ils elle etre ca tu c'est""",
    "es": """el la los las y que de en un una es por con para su lo no se como mas pero sus le ya
        este si porque esta cuando muy sin sobre tambien me hasta hay donde eres""",
    "it": """il la gli e che di un una non per sono con si ma come lo piu da anche questo della dei
        nel alla le ha ci mi sei se tutti quando perche""",
    "pt": """o a os as e que de um uma nao para com por se mais como mas foi ao ele das tem seu sua
        ou quando muito nos ja eu tambem voce isso esse do da no na""",
    "nl": """de het een en van is niet dat op te zijn voor met die er aan ook als maar om hij bij
        nog ze wat je ik naar uit dan heeft wordt geen zo""",
    "pl": """nie sie jest na do to ze jak ale za od tak co juz po tego przez czy tylko byc dla ma
        mi te ten jego i w z""",
    "sv": """och det att som pa ar av for med den till inte om ett men har de jag du vi kan
        ska var sig ocksa nar efter""",
    "tr": """bir ve bu da de icin ile cok ama gibi daha var ne kadar sonra olarak ben sen o mi
        degil senin seni""",
}
_LANGUAGES_OF: Final[dict[str, list[str]]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_ENOUGH: Final = 2


class Languages:
    """The languages of a text, from its folded words; counted when somebody asks."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def speak(self, language: str) -> bool:
        """Whether the text shows that it is in this language, and none is more likely."""
        count = self._counts[language]
        return count >= _ENOUGH and count == max(self._counts.values())

    def speak_another_than(self, language: str) -> bool:
        most = max(self._counts.values(), default=0)
        return most >= _ENOUGH and most > self._counts[language]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(language for word in self._words for language in _LANGUAGES_OF.get(word, ()))

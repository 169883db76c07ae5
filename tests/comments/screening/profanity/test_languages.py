"""Sentences in other languages than English: those that swear, and those that only look like it."""

import pytest

from comments.screening.folding import fold
from comments.screening.profanity.languages import Languages
from comments.screening.profanity.matcher import find_profanity
from comments.screening.profanity.site_words import own_lexicon

SWEARING = [
    # German
    (2, "Du Arschloch, halt dich da raus."),
    (2, "So ein Scheiß, das war doch klar."),
    (2, "Was für eine Scheissregierung haben wir da gewählt"),
    (3, "Fick dich doch, du Wichser"),
    (3, "Die ficken uns alle, und keiner merkt es."),
    (3, "Dieser Hurensohn hat mich angelogen."),
    (4, "Verschwinde, du Kanake!"),
    (1, "Verdammt, der Zug ist schon wieder weg."),
    (1, "Die verarschen uns doch nach Strich und Faden"),
    (2, "Verpiss dich aus diesem Forum."),
    (3, "verfickte Scheiße"),
    (3, "leck mich am Arsch"),
    (2, "So eine Schlampe, das ist ja nicht zu fassen"),
    (2, "Ihr seid alle ein Haufen Aersche"),
    (4, "Diese Schwuchtel soll mir nicht nahe kommen"),
    # French
    (2, "Quel connard celui-là"),
    (3, "Putain, ils nous prennent vraiment pour des abrutis"),
    (3, "Va te faire enculer"),
    (3, "nique ta mère"),
    (3, "fils de pute"),
    (2, "T'es vraiment trop con, mon pauvre"),
    (2, "Espèce de con"),
    (2, "C'est de la merde, et tout le monde le sait."),
    (2, "ferme ta gueule"),
    (1, "Ça m'emmerde, ces histoires"),
    (4, "sale bougnoule"),
    (4, "Ces pédés n'ont qu'à rester chez eux, c'est pas mon affaire"),
    (2, "Ces salauds ont tout vendu"),
    (3, "Quelle salope, celle-là !"),
    (2, "vous me faites chier avec vos impôts"),
    # Spanish
    (3, "Eres un hijo de puta"),
    (2, "Vaya mierda de gobierno"),
    (2, "No seas gilipollas, hombre"),
    (2, "Me cago en la leche"),
    (1, "Joder, qué calor hace hoy"),
    (4, "Ese maricón no tiene vergüenza"),
    (2, "¡Qué cabrón!"),
    (2, "Pinche gobierno, no hacen nada por los pobres"),
    (3, "Chinga tu madre, que no te soporto"),
    (2, "coño, que no me entero"),
    (3, "la concha de tu madre"),
    (2, "este pendejo no sabe lo que dice"),
    (3, "Que le den a la puta OTAN"),
    # Italian
    (2, "Che cazzo dici"),
    (2, "Vaffanculo a tutti"),
    (2, "Sei uno stronzo, non ti voglio vedere"),
    (3, "Quella puttana mi ha rubato il posto"),
    (3, "figlio di puttana"),
    (2, "Porco Dio che caldo"),
    (2, "coglioni!"),
    (4, "Quel frocio di merda"),
    (1, "Mi sono incazzato davvero"),
    (2, "Una merda di partita"),
    # Portuguese
    (3, "Vai tomar no cu"),
    (3, "Filho da puta, roubou tudo"),
    (2, "Que merda de governo é esse"),
    (3, "caralho, que frio"),
    (2, "Está tudo fodido neste país"),
    (4, "Esse viado não sabe de nada"),
    (1, "Deixa de ser otário, cara"),
    (1, "que babaca"),
    (2, "seu arrombado"),
    (2, "foda-se isso, não é para mim"),
    # Dutch
    (2, "Wat een klootzak ben jij"),
    (1, "Godverdomme zeg"),
    (2, "Kut, ik heb het weer niet gehaald"),
    (3, "kankerlijer"),
    (3, "Neuk jezelf maar, ik ben er klaar mee"),
    (3, "Die hoer heeft het weer voor elkaar"),
    (2, "Wat een kutzooi is het hier"),
    (2, "krijg de tering"),
    (1, "flikker op"),
    (4, "kutmarokkanen"),
    (2, "Je bent een lul"),
    # Polish
    (3, "Kurwa, co za dzień"),
    (3, "Spierdalaj stąd"),
    (3, "Jebać ich wszystkich"),
    (3, "pierdol się"),
    (2, "Gówno prawda"),
    (2, "Mam to w dupie"),
    (3, "Chuj ci na to"),
    (3, "Ten skurwysyn kłamie"),
    (1, "Cholerny korek na moście"),
    (4, "jebany pedał"),
    (2, "ale dupek"),
    # Russian
    (3, "Иди на хуй"),
    (3, "Пиздец какой-то"),
    (3, "блядь, опять дождь"),
    (2, "Ну ты и мудак"),
    (2, "Сука, как же надоело"),
    (4, "эти пидорасы"),
    (1, "Какая херня"),
    (3, "ебаный стыд"),
    (3, "заебали уже"),
    (2, "говно, а не закон"),
    (3, "да похуй мне"),
    (3, "охуеть можно"),
    (3, "suka blyat"),
    (3, "х у й"),
    (3, "пизд*ц"),
    # Turkish
    (3, "siktir git"),
    (3, "Orospu çocuğu"),
    (3, "amk böyle işin"),
    (3, "amına koyayım"),
    (2, "götünü kaldır"),
    (3, "piç kurusu"),
    (4, "ibne herif"),
    (2, "Ne boktan bir gün"),
    (1, "şerefsiz herif"),
    (2, "sürtük"),
    (3, "SİKTİR GİT"),
]
INNOCENT = [
    # German
    "Der Hase ist dick und das Ass sticht, wir aßen Kuchen.",
    "Herr Fick und Frau Hurer haben die Firma gegründet.",
    "Der Kutter lief aus, drei Fuder Heu blieben auf dem Feld.",
    "Die Pute ist im Ofen und der Bichon schläft.",
    "Ein Marschflugkörper und die Barschangler: das ist nicht lustig.",
    "Es wog 3 Kilo, und der Hund lief bellend davon.",
    "Die Kakerlake und der Spastiker, die Spastik ist behandelbar.",
    # French
    "Le train est en retard et la douche est froide.",
    "Nous allons pique-niquer avec le chat et la chatte du voisin.",
    "Il a pris une douche, puis un taxi pour la culture et le cinéma.",
    "Con esto, dit-il en espagnol.",
    "Le député dispute la réputation de son con-frère et cul-tive son jardin.",
    "Le computer et la bite d'amarrage",
    # Spanish
    "La computadora disputa la reputación del diputado.",
    "El cono de la polilla, los cojines y el vehículo.",
    "Artí-culo y vehí-culo se parten al final de la línea, no es raro.",
    "Caracas es la capital, y la otaria nada en el mar.",
    "El pinche de cocina llegó tarde",
    # Italian
    "Lo stronzio è un elemento, la cazzuola è un attrezzo.",
    "Il cane fiuta la traccia e inculca disciplina.",
    "Gli spaghetti alla puttanesca sono buoni.",
    "Arse il bosco, e la siepe.",
    # Portuguese
    "O cágado atravessou a estrada, e o mofo estragou a parede.",
    "A porta foi arrombada durante a noite, segundo a polícia.",
    "Os putos foram à escola com a mãe e o pai não.",
    "O veado comeu a rapariga? Não, comeu a erva.",
    # Dutch
    "Je kunt dat nuttig vinden, en hoera roepen.",
    "Hij nam een douche en woog de vis.",
    "Kunt u dat herhalen? Hij is aan kanker overleden.",
    "De basterdsuiker is op, de pik zat in de grond.",
    "Hij lag bellend in bed met een dikke trui",
    # Polish
    "Wcisnął pedał gazu do końca, a potem na hamulec.",
    "Suka urodziła, a szmatka leży.",
    "Nasrallah przemawiał, a paki są na poczcie i nie ma ich.",
    "Pąki kwitną na drzewach i to jest piękne.",
    "Kobieta nosi golf, wujek ma fuks w grze i nie wie jak to jest.",
    # Russian
    "Страхование и команда, мандарин, сукно, хлебать, учеба.",
    "Херсон, Хернинг, Шлюхтерн и Нигер: города и страна.",
    "Гондола, гондольер, рисунок, посуда, рассуди.",
    "Небесный, требует, колебать, потреблять, оскорблять, употреблять",
    "Мудрый, мудрец, жидкость, ожидать, хачапури, чурчхела",
    "застрахуй дом, психуй, рубль, сабля, корабля",
    # Turkish
    "Trafik sıkışık, sıktığı limon ekşi, sıkıştırma oranı yüksek.",
    "Kutlandı, kutluluk, ebat, götürdü, götür, piknik, bokser",
    "Amina bugün geldi, pic ve oc.",
    "Bu bir siklon değil, bisiklet ve sikke",
    "SIKIŞTIRILMIŞ DOSYA",
    "Babacan ve babaca bir tavırla ve sen",
]


def level_of(text: str) -> int:
    return max((hit.level for hit in find_profanity(fold(text), own_lexicon())), default=0)


@pytest.mark.parametrize(("level", "text"), SWEARING)
def test_other_languages_swear_as_strongly_as_they_do(level: int, text: str) -> None:
    assert level_of(text) == level


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_only_look_like_swearing_pass_in_their_own_language(text: str) -> None:
    assert level_of(text) == 0


@pytest.mark.parametrize(
    ("with_accents", "without"),
    [
        ("merde, enculé", "enculé"),
        ("maricón", "maricon"),
        ("Ärsche", "Aersche"),
        ("gówno", "gowno"),
    ],
)
def test_accents_may_be_left_out(with_accents: str, without: str) -> None:
    assert level_of(with_accents) > 0
    assert level_of(without) > 0


@pytest.mark.parametrize("text", ["cágado", "sıkış", "çıpa", "bastardà", "Хёр", "pic", "oc"])
def test_an_accent_more_or_less_may_make_another_word(text: str) -> None:
    assert level_of(text) == 0


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Kurwa", 0),
        ("the village of Kurwa in India", 0),
        ("Kurwa!", 3),
        ("Kurwa, co za dzień", 3),
        ("kurwa", 3),
        ("Puta Hill and the Kutas", 0),
        ("dis-puta, cul-tiver, artí-\nculo", 0),
    ],
)
def test_a_capital_makes_a_place_of_it_unless_its_language_is_spoken(text: str, level: int) -> None:
    assert level_of(text) == level


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Иди ты лесом", "ru"),
        ("O gato e a casa", "pt"),
        ("u can get it for me", "en"),
        ("so was hat man hier", "de"),
    ],
)
def test_short_texts_tell_their_language_too(text: str, language: str) -> None:
    assert Languages(fold(text).text.split()).speak(language)


def test_letters_in_a_row_are_no_words_of_a_language() -> None:
    assert not Languages(["b", "e", "l", "l", "e", "n", "d", "e", "y", "d"]).speak_another_than(
        "en"
    )

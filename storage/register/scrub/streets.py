"""Names of streets: words of those in Gdańsk, and what others look like in each script."""

from __future__ import annotations

import re
from typing import Final

_ADJECTIVE: Final = (
    r"(?:\w{2,}(?:[sc]k(?:a|iej|ą|a|iego|im|i)|dzk(?:a|iej|ą)|w[sn]k(?:a|iej|ą)|żn(?:a|ej|ą)|[nł](?:a"
    r"|ej|ą)|owa|owej|ową|na|nej|ną|sta|stej|stą|ra|rej|rą|wa|wej|wą|tej|ta))"
)
_POLISH_ADJECTIVE: Final = (
    r"\w{3,}(?:[scd]k(?:a|iej|ą|ie)|zki(?:ej)?|owa|owej|ową|ow[aą]|n(?:a|ej|ą)|[żźcł]n(?:a|ej|ą)|stej"
    r"|sta|cza|czej|czą|[łl](?:a|ej|ą)|sza|szej)"
)
_POLISH_GENITIVE: Final = (
    r"(?:\w+ (?:i )?)?\w{3,}(?:skiego|ckiego|dzkiego|owskiego|[^aeiou]ego|[oó]w|icza|icy|ki|ina)"
)
_CYRILLIC_ADJECTIVE: Final = (
    r"[а-яіїєґё]{3,}(?:[сцз]ьк(?:а|ій|у|ої|ою)|[сцз]к(?:а|ая|ой|ую|ій|ей)|[зн]ьк(?:а|ій)|ова|овій"
    r"|овой|овая|ової|на|ній|ной|ная|ної|ста|стій|стой|чій|ча"
    r"|ского|ского|ського|цкого|цького|ів|ов|ев)"
)
_TRANSLIT: Final = (
    r"[a-z]{3,}(?:s'?k(?:a|aya|aja|oi|oy|oj|iy|ij|ii|oyi|u|uyu)|ts'?k(?:a|aya|oy|iy)|skogo|skoho|ovoy"
    r"|oviy|noy|niy|naya|skiej)"
)

KNOWN: Final = frozenset(
    "ogarna ogarnej długa długiej długi długim targ rajska rajskiej piwna piwnej szeroka szerokiej"
    " mariacka mariackiej podwale hallera"
    " kołobrzeska chłopska chłopskiej jagiellońska grunwaldzka kartuska wita stwosza piastowska"
    " pomorska chrobrego partyzantów"
    " lelewela sienkiewicza słowackiego matejki konopnickiej morska hucisko okopowa toruńska łąkowa"
    " elbląska siennicka hynka"
    " dywizjonu rzeczypospolitej burzyńskiego startowa pilotów skarżyńskiego subisława kościuszki"
    " wajdeloty wyspiańskiego mickiewicza"
    " reymonta dmowskiego klonowa jaśkowa dolina  studzienki jaśkowej doliny czyżewskiego polanki"
    " opata rybińskiego spacerowa"
    " obrońców wybrzeża dąbrowszczaków krzywoustego chłopska jana pawła ii pawła rozstaje zakopiańska"
    " powstańców warszawskich ciołkowskiego"
    " cieszyńskiego myśliwska bulońska rakoczego nowolipie warneńska piecewska marusarzówny"
    " świętokrzyska wawelska małomiejska"
    " trakt św wojciecha sandomierska gościnna jedności robotniczej brzegi przybrzeżna żuławska"
    " platynowa havla człuchowska"
    " guderskiego niepołomicka przemyska zamiejska kamińskiego podmiejska oliwska władysława"
    " marynarki polskiej  zaspę zwycięstwa"
    " legionów waryńskiego kilińskiego danusi aldony lilli wenedy miszewskiego gołębia traugutta"
    " smoluchowskiego dębinki hoene"
    " curie skłodowskiej nowe ogrody malczewskiego zaroślak kruszwicka 3 maja rzeźnicka chmielna"
    " stągiewna motławska szafarnia"
    " garbary tkacka węglarska świętojańska straganiarska lawendowa grobla osiek rycerska wałowa"
    " stara stocznia kolna gazownicza"
    " wielopole zbyszka bogdańca wiejska kolbego sucharskiego stryjewskiego nowotna turystyczna"
    " kaczeńce wyzwolenia oliwska"
    "  stoku zagórna biskupia pohulanka dworska jesionowa bema sobieskiego orzeszkowej kochanowskiego"
    " lenartowicza norwida asnyka"
    " abrahama wojska polskiego bażyńskiego macierzy szkolnej kapliczna gospody czarny dwór orłowska"
    " gdańska beniowskiego"
    " pomorska bora komorowskiego augustyńskiego leszczyńskich nagórskiego drzewieckiego"
    " żwirki wigury bajana meissnera".split()
)
"""Words of names of streets in Gdańsk."""

LIKE_A_STREET: Final = re.compile(
    rf"(?:{_POLISH_ADJECTIVE}|{_POLISH_GENITIVE}|{_CYRILLIC_ADJECTIVE}|{_TRANSLIT}"
    r"|(?:obrońców|obroncow|bohaterów|bohaterow|powstańców|powstancow|żołnierzy|zolnierzy|ofiar|jana"
    r"|marii|wita|józefa|jozefa|stefana|lecha"
    r"|jaśkow\w+|jaskow\w+|stare|nowe|długi\w*|dlugi\w*|targ\w*|3|św\.?|sw\.?|ks\.?|gen\.?|обронців"
    r"|оборонців|яна|віта|вита|марії|марии) \w{3,}(?: \w{2,})?"
    rf"|{_ADJECTIVE} (?:dolin\w+|górk\w+|młyn\w*|brzeg\w*|ogrod\w*)"
    r"|polank\w+|polankach|hucisk\w*|\w*podwal\w*|rajski\w+|wajdeloty|brzegi|grobl\w+|wałow\w+"
    r"|garbary|długi(?:ego|m)? targ\w*|dlugi\w* targ\w*"
    r"|\w*wybrzeż\w*|\w*wybrzez\w*|stwosza|matejki|hallera|wigury|danusi|havla|hynka|sucharskiego"
    r"|chrobrego|bema|rozstaj\w+|studzienki|stoku"
    r"|гуциск\w+|хуциск\w+|гарбар\w+|галлера|халлера|матейк\w+|полянк\w+|стокротк\w+|поланк\w+"
    r"|ogarn\w+|szerok\w+|дові?г\w+|длуг\w+|длуга|длугій|chłopsk\w+)"
)
"""What a name may look like that a house number follows, in small letters."""

SURELY_A_STREET: Final = re.compile(
    r"\w{3,}(?:[sc]ka|[sc]kiej|dzka|dzkiej|[сц]ька|[сц]ькій|[сц]ька|[сц]ка|[сц]кой|[сц]кій"
    r"|[scz]k(?:ij|iy|oy|oj|aja|aya))"
)
"""Adjectives of places, so seldom anything else before a number that no preposition is needed."""

NOT_A_STREET: Final = frozenset(
    "sprawa sprawy sygn akt uchwała uchwały notatka notatki rsd pismo wniosek decyzja art. ust. pkt"
    " stronie kwiecień rozdział para dzielnica polska polskiej miska kostka deska kolacja zupa"
    " czwórka piątka dwójka szóstka ósemka dziesiątka białoruska ukraińska window room floor stop"
    " level platform gate desk page"
    "    linia linii linią line lines linie tramwaj tramwaju autobus autobusu bus tram szkoła szkole"
    " szkoły sp klasa klasy klasie pokój sala"
    " strona godzina godzinie ustęp art paragraf numer nr ważna ważny ważne valid grupa grupy dwa trzy cena"
    " kwota kwotę rata"
    " na za od do po ok około jakieś jakiś"
    " mam ma miał miała jest były była było będzie dostała dostał przyszła wynosi tylko chyba zwykła"
    " szkolna podstawowa sama która jedna"
    " zostało została zostały miesięcznie kosztowała zapłaciła dała wzięła kosztuje"
    " она была дана цена одна каждая почти минимум примерно всего ровно где-то только статья школа"
    " группа лінія лінії линия линии трамвай"
    " стаття школі школы школе класі група одна вона була ціна майже приблизно лише тільки рівно".split()
)
"""Words before a number that are no street, although they end like one."""

"""Words that carry grammar rather than content: articles, pronouns, prepositions, auxiliaries, particles.

Written out by hand, one short list a language, case-folded, `և` as `եւ` and `ё` as `е`. A language that is not here has
none, which costs precision and nothing else.
"""

from __future__ import annotations

_EN = """
a an the this that these those such same some any each every either neither both all no none one ones other others
another i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our
ours ourselves they them their theirs themselves who whom whose which what where when why how whether
am is are was were be been being have has had having do does did doing done will would shall should can could may
might must ought cannot dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt cant havent hasnt
hadnt im ive youre theyre weve were hes shes thats theres lets
and or but nor so yet if then else than because since while although though unless until till as of at by for with
about against between into through during before after above below to from up down in out on off over under within
without along across behind beyond toward towards upon among amid per via around near despite
yesterday today tomorrow earlier later according
again further once here there now just only own too very also not even still ever never more most less least much
many few several however therefore thus meanwhile moreover
"""

_RU = """
а без бы был была были было быть в вам вами вас ваш ваша ваше ваши весь во вот все всего всей всем всеми всему всех
вся всю вы где да для до его едва ее ей ему если есть еще ею же за здесь и из или им ими их к каждый как какая какие
какой когда кого ком кому которая которого которое которой котором которому которую которые который которым которыми
которых кто куда ли лишь между меня мне мной мною мог может могла могли могут мой моя мы на над надо нам нами нас наш
наша наше наши не него нее ней нем нему нет нею ни ним ними них но ну о об обо один одна однако одни одно она он они оно
от ото очень перед по под после потом потому почти при про раз с сам сама сами само свои свое своего своей своем своему
своими своих свой свою своя себе себя со собой собою так такая также такие таким таких такого такое такой там те тебя
тем теми теперь тех то тобой тогда того тоже той только том тому тот ту ты у уже хотя чего чей чем через что чтобы чье
чья эта эти этим этими этих это этого этой этом этому этот эту я будет будут будем буду будто более менее из-за кроме
вчера сегодня завтра ранее позже напомним согласно
против среди около вокруг внутри
"""

_HY = """
ա այդ այն այնտեղ այնպես այս այսպես այստեղ ապա առ առանց արդեն բայց բոլոր գրեթե դա դեպի դեռ դեռեւս դրա դրան դրանից դրանով
դրանք ենթ եմ ենք ես եք երբ երբեք եւ եւս եթե զի էլ է էի էին էինք էիք էիր էր ըստ թե թեեւ թեպետ իբրեւ ի իմ ինձ ինչ ինչը
ինչի ինչպես ինչու ինքը իր իրեն իրենից իրենք իրենց իրենցից իրեններ իսկ իր կա կամ կան կար կարծես կողմից կլինի կլինեն
հանդեպ հատ հետ հետեւ հենց հետո համար համապատասխան հակառակ հայտնի մասին մեզ մեկ մեն մեր մենք մի միայն մինչ մինչեւ միշտ
մյուս մոտ մեջ նա նաեւ նախ նախքան ներ նման նշված նո նոր նորից նրա նրան նրանից նրանով նրանք նրանց ով ովքեր որ որը որի
որին որից որով որոնք որոնց որոնցից որպես որպեսզի որտեղ որեւէ ում ու ունի ունեն ուներ ունեին չէ չէր չեն չի չկա պետք պիտի
պահին սա սակայն սրա սրան սրանք վրա վերջին տակ տարբեր քան քանի քո քեզ քոնը եկող այլ այլեւս այսպիսով ամեն ամբողջ
երեկ այսօր վաղը ըստ
անգամ ավելի առաջ իբր լինել լինի լինեն եղել եղավ ինչքան որքան շատ քիչ
"""

_DE = """
ab aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf aus außer bei beim
bereits bis bin bist da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darin darum darüber das
dass davon dazu dein dem den denen denn der deren des dessen die dies diese diesem diesen dieser dieses doch dort du
durch ein eine einem einen einer eines einige er es etwa etwas euch euer für gegen gegenüber hab habe haben hat hatte
hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins ist ja jede jedem jeden
jeder jedes jedoch jene jetzt kann kein keine keinem keinen keiner können könnte machen man mehr mein mich mir mit
muss müssen nach nachdem neben nein nicht nichts noch nun nur ob oder ohne schon sehr sei sein seine seinem seinen
seiner seit selbst sich sie sind so sogar solche soll sollen sollte sondern sonst soweit sowie über um und uns unser
unter viel viele vom von vor während war waren warum was weil weiter welche welcher wenn wer werde werden wie wieder
gestern heute morgen
will wir wird wo wollen wurde wurden würde würden zu zum zur zwar zwischen
"""

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    lang: frozenset(words.split()) for lang, words in (("en", _EN), ("ru", _RU), ("hy", _HY), ("de", _DE))
}

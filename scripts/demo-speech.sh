#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lets espeak-ng speak the opening of a session, once for the floor and once for each booth, into
# FOLDER/{floor,zh,ko,mn,ru}.wav. Does nothing when they are there, made by this very script.
#
#   scripts/demo-speech.sh FOLDER
#
# Mandarin is read from pinyin (the voice that reads Han characters reads them as English letters).
# No package speaks Mongolian: its text is read by the Kyrgyz voice, whose alphabet has the same
# letters; the Russian voice spells out each ө and ү as "letter four hundred thirty-seven".
set -euo pipefail

folder=$1
made_by=$(sha256sum <"$0")
[ "$(cat "$folder/made-by" 2>/dev/null)" != "$made_by" ] || exit 0
mkdir -p "$folder"

# speak NAME VOICE SPEED PITCH: reads standard input
speak() {
	espeak-ng -b 1 -v "$2" -s "$3" -p "$4" -w "$folder/$1.wav" >"$folder/speech.log" 2>&1 || {
		echo "demo: espeak-ng could not speak as $2: $(tail -n 1 "$folder/speech.log")" >&2
		exit 1
	}
}

speak floor en-gb 150 40 <<'TEXT'
Good morning, distinguished delegates.
I open this session of the dialogue on regional cooperation.
On the agenda today are rail transport, clean energy, and tourism along the river.
Last year the goods that crossed our borders by rail grew by twelve percent.
We propose that a working group meet in Ulaanbaatar in September.
It will report on customs, on visas, and on the protection of water.
I now give the floor to the delegation of Mongolia. Thank you.
TEXT

# 早上好，尊敬的各位代表。我宣布区域合作对话会议现在开始。今天的议程是铁路运输、清洁能源和沿江旅游。
# 去年，经铁路过境的货物增长了百分之十二。我们建议工作组九月在乌兰巴托开会。
# 工作组将就海关、签证和水资源保护提出报告。现在请蒙古代表团发言。谢谢。
speak zh cmn-latn-pinyin+f3 165 60 <<'TEXT'
zao3 shang4 hao3, zun1 jing4 de5 ge4 wei4 dai4 biao3.
wo3 xuan1 bu4, qu1 yu4 he2 zuo4 dui4 hua4 hui4 yi4 xian4 zai4 kai1 shi3.
jin1 tian1 de5 yi4 cheng2 shi4, tie3 lu4 yun4 shu1, qing1 jie2 neng2 yuan2, he2 yan2 jiang1 lv3 you2.
qu4 nian2, jing1 tie3 lu4 guo4 jing4 de5 huo4 wu4 zeng1 zhang3 le5 bai3 fen1 zhi1 shi2 er4.
wo3 men5 jian4 yi4, gong1 zuo4 zu3 jiu3 yue4 zai4 wu1 lan2 ba1 tuo1 kai1 hui4.
gong1 zuo4 zu3 jiang1 jiu4 hai3 guan1, qian1 zheng4, he2 shui3 zi1 yuan2 bao3 hu4, ti2 chu1 bao4 gao4.
xian4 zai4 qing3 meng2 gu3 dai4 biao3 tuan2 fa1 yan2. xie4 xie5.
TEXT

speak ko ko+f2 150 45 <<'TEXT'
안녕하십니까, 존경하는 대표 여러분.
지역 협력에 관한 대화의 이번 회의를 개회합니다.
오늘의 의제는 철도 운송, 청정 에너지, 그리고 강을 따라 이루어지는 관광입니다.
지난해 철도로 국경을 넘은 화물은 십이 퍼센트 늘었습니다.
구월에 울란바토르에서 실무단 회의를 열 것을 제안합니다.
실무단은 세관과 사증, 그리고 물 보호에 관하여 보고할 것입니다.
이제 몽골 대표단에 발언권을 드리겠습니다. 감사합니다.
TEXT

speak mn ky+m4 140 30 <<'TEXT'
Өглөөний мэнд, эрхэм төлөөлөгчид өө.
Бүс нутгийн хамтын ажиллагааны яриа хэлэлцээний хуралдааныг нээж байна.
Өнөөдрийн хэлэлцэх асуудал бол төмөр замын тээвэр, цэвэр эрчим хүч, голын дагуух аялал жуулчлал юм.
Өнгөрсөн жил төмөр замаар хил нэвтэрсэн ачаа арван хоёр хувиар өссөн.
Бид ажлын хэсгийг есдүгээр сард Улаанбаатарт хуралдуулахыг санал болгож байна.
Ажлын хэсэг гааль, виз, усны нөөцийг хамгаалах асуудлаар илтгэнэ.
Одоо Монгол Улсын төлөөлөгчдөд үг өгье. Баярлалаа.
TEXT

speak ru ru+m7 145 55 <<'TEXT'
Доброе утро, уважаемые делегаты.
Открываю заседание диалога о региональном сотрудничестве.
На повестке дня железнодорожные перевозки, чистая энергия и туризм вдоль реки.
В прошлом году железнодорожные перевозки через наши границы выросли на двенадцать процентов.
Мы предлагаем рабочей группе встретиться в Улан-Баторе в сентябре.
Она доложит о таможне, о визах и об охране водных ресурсов.
Слово предоставляется делегации Монголии. Благодарю вас.
TEXT

echo "$made_by" >"$folder/made-by"

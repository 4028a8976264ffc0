// SPDX-License-Identifier: Apache-2.0
/*
 * Every word of the podium's page in its five languages, one row a thought. {n} is replaced by names.
 */

import { sayer } from '../ui/language.js';
import { SHARED_WORDS } from '../ui/words.js';

/** @typedef {keyof typeof WORDS} Key */
/** @typedef {import('../ui/language.js').Tongue} Tongue */

export const WORDS = {
	...SHARED_WORDS,
	page_title: {
		zh: '讲台',
		ko: '연단',
		mn: 'Индэр',
		ru: 'Трибуна',
		en: 'Podium',
	},
	slow_down: {
		zh: '请说慢一些',
		ko: '조금 천천히 말씀해 주세요',
		mn: 'Арай удаан ярина уу',
		ru: 'Пожалуйста, медленнее',
		en: 'Please speak more slowly',
	},
	slow_down_who: {
		zh: '提醒来自：{n}',
		ko: '요청: {n}',
		mn: 'Хүссэн: {n}',
		ru: 'Просит: {n}',
		en: 'Asked by: {n}',
	},
	seen: {
		zh: '知道了',
		ko: '확인',
		mn: 'Ойлголоо',
		ru: 'Вижу',
		en: 'Seen',
	},
	still_speaking: {
		zh: '译员还在翻译，请稍候',
		ko: '통역이 아직 진행 중입니다. 잠시 기다려 주세요',
		mn: 'Орчуулга үргэлжилж байна. Түр хүлээнэ үү',
		ru: 'Переводчики ещё говорят, подождите немного',
		en: 'Interpreters are still speaking: please wait a moment',
	},
	suspended: {
		zh: '翻译暂停：{n}',
		ko: '통역 중단: {n}',
		mn: 'Орчуулга түр зогссон: {n}',
		ru: 'Перевод приостановлен: {n}',
		en: 'No interpretation now: {n}',
	},
	reason_sound: {
		zh: '译员听不清声音',
		ko: '소리가 잘 들리지 않습니다',
		mn: 'дуу сайн сонсогдохгүй байна',
		ru: 'плохо слышно',
		en: 'the sound is too poor',
	},
	reason_too_fast: {
		zh: '语速太快',
		ko: '말이 너무 빠릅니다',
		mn: 'хэт хурдан ярьж байна',
		ru: 'слишком быстрая речь',
		en: 'the speech is too fast',
	},
	reason_unseen_text: {
		zh: '译员没有正在宣读的文稿',
		ko: '낭독하는 원고가 통역사에게 없습니다',
		mn: 'уншиж буй бичвэр орчуулагчид алга',
		ru: 'у переводчиков нет зачитываемого текста',
		en: 'the interpreters do not have the text that is read',
	},
	reason_other: {
		zh: '暂时无法翻译',
		ko: '지금은 통역할 수 없습니다',
		mn: 'одоогоор орчуулах боломжгүй',
		ru: 'сейчас переводить невозможно',
		en: 'they cannot interpret at present',
	},
	all_well: {
		zh: '翻译正常',
		ko: '통역이 정상입니다',
		mn: 'Орчуулга хэвийн',
		ru: 'Перевод идёт',
		en: 'Interpretation is working',
	},
	nobody: {
		zh: '目前无人翻译',
		ko: '지금은 통역이 없습니다',
		mn: 'Одоогоор орчуулга алга',
		ru: 'Сейчас никто не переводит',
		en: 'Nobody is interpreting now',
	},
	recording: {
		zh: '正在录音',
		ko: '녹음 중',
		mn: 'Бичлэг хийж байна',
		ru: 'Идёт запись',
		en: 'Recording',
	},
	floor_speaks: {
		zh: '现场语言：{n}',
		ko: '플로어: {n}',
		mn: 'Танхим: {n}',
		ru: 'Зал: {n}',
		en: 'Floor: {n}',
	},
	reconnecting: {
		zh: '连接中断，正在恢复……',
		ko: '연결이 끊겨 다시 연결하고 있습니다…',
		mn: 'Холболт тасарлаа. Дахин холбогдож байна…',
		ru: 'Связь прервалась, восстанавливаем…',
		en: 'Connection lost. Reconnecting…',
	},
	refused: {
		zh: '请使用讲台的链接打开本页',
		ko: '연단용 링크로 여세요',
		mn: 'Индрийн холбоосоор нээнэ үү',
		ru: 'Откройте страницу по ссылке для трибуны',
		en: 'Open this page by the link for the podium',
	},
};

export const say = sayer(WORDS);

// SPDX-License-Identifier: Apache-2.0
/*
 * What several pages say in the same words, in five languages, one row a thought. A page's own
 * words are in its words.js, on top of these; there it may also say one of these otherwise.
 */

export const SHARED_WORDS = {
	connecting: {
		zh: '正在连接……',
		ko: '연결하는 중입니다…',
		mn: 'Холбогдож байна…',
		ru: 'Подключаемся…',
		en: 'Connecting…',
	},
	full: {
		zh: '服务器已满，正在重试……',
		ko: '서버가 가득 찼습니다. 다시 시도합니다…',
		mn: 'Сервер дүүрсэн. Дахин оролдож байна…',
		ru: 'Сервер заполнен, пробуем снова…',
		en: 'The server is full. Trying again…',
	},
	taken: {
		zh: '此页面已在别处打开。',
		ko: '다른 곳에서 열렸습니다.',
		mn: 'Өөр газар нээгдсэн байна.',
		ru: 'Страница открыта в другом месте.',
		en: 'The page was opened elsewhere.',
	},
	page_language: {
		zh: '页面语言',
		ko: '페이지 언어',
		mn: 'Хуудасны хэл',
		ru: 'Язык страницы',
		en: 'Page language',
	},
	close: {
		zh: '关闭',
		ko: '닫기',
		mn: 'Хаах',
		ru: 'Закрыть',
		en: 'Close',
	},
	microphone: {
		zh: '话筒',
		ko: '마이크',
		mn: 'Микрофон',
		ru: 'Микрофон',
		en: 'Microphone',
	},
	on_the_air: {
		zh: '正在播出',
		ko: '방송 중',
		mn: 'Эфирт',
		ru: 'В эфире',
		en: 'On the air',
	},
	all_is_well: {
		zh: '一切正常',
		ko: '이상 없음',
		mn: 'Бүх зүйл хэвийн',
		ru: 'Всё в порядке',
		en: 'All is well',
	},
	operator: {
		zh: '操作员',
		ko: '운영자',
		mn: 'Оператор',
		ru: 'Оператор',
		en: 'Operator',
	},
	chat: {
		zh: '聊天',
		ko: '채팅',
		mn: 'Чат',
		ru: 'Чат',
		en: 'Chat',
	},
	message: {
		zh: '消息',
		ko: '메시지',
		mn: 'Мессеж',
		ru: 'Сообщение',
		en: 'Message',
	},
	send: {
		zh: '发送',
		ko: '보내기',
		mn: 'Илгээх',
		ru: 'Отправить',
		en: 'Send',
	},
	output: {
		zh: '输出',
		ko: '출력',
		mn: 'Гаралт',
		ru: 'Выход',
		en: 'Output',
	},
	time: {
		zh: '时间',
		ko: '시각',
		mn: 'Цаг',
		ru: 'Время',
		en: 'Time',
	},
	ms: {
		zh: '{n} 毫秒',
		ko: '{n}ms',
		mn: '{n} мс',
		ru: '{n} мс',
		en: '{n} ms',
	},
	seconds: {
		zh: '{n} 秒',
		ko: '{n}초',
		mn: '{n} сек',
		ru: '{n} с',
		en: '{n} s',
	},
	percent: {
		zh: '{n}%',
		ko: '{n}%',
		mn: '{n}%',
		ru: '{n} %',
		en: '{n}%',
	},
};

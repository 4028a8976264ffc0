// SPDX-License-Identifier: Apache-2.0
/*
 * Who is in the booth, and the chat: rows of the table in ../words.js.
 */

export const PEOPLE_WORDS = {
	people: {
		zh: '译员箱',
		ko: '부스',
		mn: 'Бүхээг',
		ru: 'Кабина',
		en: 'Booth',
	},
	booth_of: {
		zh: '{n} 箱',
		ko: '{n} 부스',
		mn: '{n} бүхээг',
		ru: 'Кабина {n}',
		en: 'Booth {n}',
	},
	you: {
		zh: '您',
		ko: '나',
		mn: 'Та',
		ru: 'Вы',
		en: 'You',
	},
	person_off: {
		zh: '待机',
		ko: '대기',
		mn: 'Бэлэн',
		ru: 'Ждёт',
		en: 'Standing by',
	},
	person_cough: {
		zh: '咳嗽中',
		ko: '기침',
		mn: 'Ханиалгаж байна',
		ru: 'Кашляет',
		en: 'Coughing',
	},
	person_suspended: {
		zh: '无法传译',
		ko: '통역 불가',
		mn: 'Орчуулж чадахгүй',
		ru: 'Не может переводить',
		en: 'Cannot interpret',
	},
	person_muted: {
		zh: '被操作员静音',
		ko: '운영자가 음소거',
		mn: 'Оператор хаасан',
		ru: 'Отключён оператором',
		en: 'Muted by operator',
	},
	person_lost: {
		zh: '掉线',
		ko: '회선 끊김',
		mn: 'Холболт тасарсан',
		ru: 'Связь потеряна',
		en: 'Line lost',
	},
	person_stalled: {
		zh: '线路中没有声音',
		ko: '소리가 오지 않음',
		mn: 'Дуу ирэхгүй байна',
		ru: 'Звук не приходит',
		en: 'No sound from the line',
	},
	chat_to: {
		zh: '发给',
		ko: '받는 곳',
		mn: 'Хэнд',
		ru: 'Кому',
		en: 'To',
	},
	to_booth: {
		zh: '自己的箱',
		ko: '우리 부스',
		mn: 'Манай бүхээг',
		ru: 'Своя кабина',
		en: 'Own booth',
	},
	to_booths: {
		zh: '所有译员箱',
		ko: '모든 부스',
		mn: 'Бүх бүхээг',
		ru: 'Все кабины',
		en: 'All booths',
	},
	announced: {
		zh: '公告：{n}',
		ko: '안내: {n}',
		mn: 'Зарлал: {n}',
		ru: 'Объявление: {n}',
		en: 'Announcement: {n}',
	},
	announcement: {
		zh: '公告',
		ko: '안내',
		mn: 'Зарлал',
		ru: 'Объявление',
		en: 'Announcement',
	},
	unread: {
		zh: '{n} 条未读',
		ko: '안 읽음 {n}',
		mn: 'Уншаагүй {n}',
		ru: 'Новых: {n}',
		en: '{n} unread',
	},
	chat_empty: {
		zh: '还没有消息',
		ko: '아직 메시지가 없습니다',
		mn: 'Мессеж алга',
		ru: 'Сообщений пока нет',
		en: 'Nothing yet',
	},
};

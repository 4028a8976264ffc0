// SPDX-License-Identifier: Apache-2.0
/*
 * The page itself, recording and the floor: rows of the table in ../words.js.
 */

export const DESK_WORDS = {
	/* ---- the page ---- */
	page_title: {
		zh: 'Tumen 控制台',
		ko: 'Tumen 운영',
		mn: 'Tumen удирдлага',
		ru: 'Tumen: пульт оператора',
		en: 'Tumen operator',
	},
	reconnecting: {
		zh: '与服务器的连接中断，正在恢复。以下为最后已知状态。',
		ko: '서버와 연결이 끊겨 다시 연결하는 중입니다. 아래는 마지막 상태입니다.',
		mn: 'Сервертэй холболт тасарлаа, дахин холбогдож байна. Доорх нь сүүлийн төлөв.',
		ru: 'Связь с сервером прервалась, восстанавливаем. Ниже последнее известное состояние.',
		en: 'The line to the server is lost; reconnecting. What you see is how it was last.',
	},
	refused: {
		zh: '您没有操作员权限。请使用操作员链接打开。',
		ko: '운영자 권한이 없습니다. 운영자 링크로 여세요.',
		mn: 'Танд операторын эрх алга. Операторын холбоосоор нээнэ үү.',
		ru: 'Нет прав оператора. Откройте страницу по ссылке оператора.',
		en: 'You are not let in as an operator. Open the page by an operator\'s link.',
	},
	again: {
		zh: '重试',
		ko: '다시 시도',
		mn: 'Дахин оролдох',
		ru: 'Попробовать снова',
		en: 'Try again',
	},
	not_done: {
		zh: '未执行：{n}',
		ko: '실행되지 않음: {n}',
		mn: 'Хийгдсэнгүй: {n}',
		ru: 'Не выполнено: {n}',
		en: 'Not done: {n}',
	},
	listeners_all: {
		zh: '听众 {n}',
		ko: '청취자 {n}',
		mn: 'Сонсогч {n}',
		ru: 'Слушателей: {n}',
		en: 'Listeners {n}',
	},
	tick_good: {
		zh: '最长周期 {n} ms',
		ko: '최장 틱 {n} ms',
		mn: 'Хамгийн урт такт {n} ms',
		ru: 'Самый долгий такт {n} мс',
		en: 'Longest tick {n} ms',
	},
	tick_late: {
		zh: '最长周期 {n} ms，已跳过 {n}',
		ko: '최장 틱 {n} ms, 건너뜀 {n}',
		mn: 'Хамгийн урт такт {n} ms, алгассан {n}',
		ru: 'Самый долгий такт {n} мс, пропущено {n}',
		en: 'Longest tick {n} ms, skipped {n}',
	},
	/* ---- recording ---- */
	record: {
		zh: '开始录音',
		ko: '녹음 시작',
		mn: 'Бичлэг эхлэх',
		ru: 'Начать запись',
		en: 'Record',
	},
	recording: {
		zh: '录音中 {n}',
		ko: '녹음 중 {n}',
		mn: 'Бичиж байна {n}',
		ru: 'Идёт запись {n}',
		en: 'Recording {n}',
	},
	record_stop_ask: {
		zh: '要停止录音吗？',
		ko: '녹음을 멈출까요?',
		mn: 'Бичлэгийг зогсоох уу?',
		ru: 'Остановить запись?',
		en: 'Stop the recording?',
	},
	record_stop: {
		zh: '停止',
		ko: '멈추기',
		mn: 'Зогсоох',
		ru: 'Остановить',
		en: 'Stop it',
	},
	record_go_on: {
		zh: '继续录音',
		ko: '계속 녹음',
		mn: 'Үргэлжлүүлэх',
		ru: 'Продолжать',
		en: 'Go on recording',
	},
	record_stopped: {
		zh: '录音已停止',
		ko: '녹음을 멈춤',
		mn: 'Бичлэг зогслоо',
		ru: 'Запись остановлена',
		en: 'The recording has stopped',
	},
	recorded: {
		zh: '已录 {n} MB',
		ko: '{n} MB 녹음됨',
		mn: '{n} МБ бичсэн',
		ru: '{n} МБ записано',
		en: '{n} MB recorded',
	},
	recording_free: {
		zh: '剩余 {n} GB',
		ko: '{n} GB 남음',
		mn: '{n} ГБ үлдсэн',
		ru: '{n} ГБ свободно',
		en: '{n} GB free',
	},
	recording_lost: {
		zh: '丢失 {n}',
		ko: '손실 {n}',
		mn: 'Алдсан {n}',
		ru: 'Потеряно {n}',
		en: '{n} lost',
	},
	/* ---- the floor ---- */
	floor: {
		zh: '现场',
		ko: '플로어',
		mn: 'Танхим',
		ru: 'Зал',
		en: 'Floor',
	},
	floor_speaks: {
		zh: '现场语言',
		ko: '플로어 언어',
		mn: 'Танхимын хэл',
		ru: 'Зал говорит',
		en: 'Floor speaks',
	},
	floor_speaks_none: {
		zh: '未知',
		ko: '모름',
		mn: 'Тодорхойгүй',
		ru: 'Неизвестно',
		en: 'Not known',
	},
	floor_by: {
		zh: '由{n}设定',
		ko: '{n} 설정',
		mn: '{n} тохируулсан',
		ru: 'установил(а) {n}',
		en: 'set by {n}',
	},
	floor_no_source: {
		zh: '没有现场声源',
		ko: '플로어 음원이 없습니다',
		mn: 'Танхимын дуу алга',
		ru: 'Источника звука зала нет',
		en: 'No source on the floor',
	},
};

// SPDX-License-Identifier: Apache-2.0
/*
 * Coming in, and what the organisers announce, in words: rows of the table in ../words.js.
 */

export const VISIT_WORDS = {
	/* ---- the PIN ---- */
	pin: {
		zh: '请输入本次活动的 PIN 码',
		ko: '행사 PIN을 입력하세요',
		mn: 'Арга хэмжээний PIN кодыг оруулна уу',
		ru: 'Введите PIN-код мероприятия',
		en: 'Enter the PIN of this event',
	},
	pin_label: {
		zh: 'PIN 码',
		ko: 'PIN 번호',
		mn: 'PIN код',
		ru: 'PIN-код',
		en: 'PIN',
	},
	pin_hint: {
		zh: 'PIN 码印在二维码旁边，也可以向主办方询问。',
		ko: 'QR 코드 옆에 적혀 있습니다. 주최 측에 물어보셔도 됩니다.',
		mn: 'QR кодын хажууд бичсэн байгаа. Зохион байгуулагчаас асууж болно.',
		ru: 'Он напечатан рядом с QR-кодом; его можно узнать и у организаторов.',
		en: 'It is printed beside the QR code, and the organisers know it.',
	},
	pin_enter: {
		zh: '进入',
		ko: '들어가기',
		mn: 'Нэвтрэх',
		ru: 'Войти',
		en: 'Enter',
	},
	pin_trying: {
		zh: '正在核对……',
		ko: '확인하는 중…',
		mn: 'Шалгаж байна…',
		ru: 'Проверяем…',
		en: 'Checking…',
	},
	pin_wrong: {
		zh: 'PIN 码不正确。请核对后重新输入。',
		ko: 'PIN이 맞지 않습니다. 확인하고 다시 입력해 주세요.',
		mn: 'PIN код буруу байна. Шалгаад дахин оруулна уу.',
		ru: 'Неверный PIN-код. Проверьте его и введите ещё раз.',
		en: 'That is not the right PIN. Please check it and try again.',
	},
	pin_limited: {
		zh: '此网络上输错 PIN 码的次数过多。请稍候，页面会自动重试。',
		ko: '이 네트워크에서 틀린 PIN이 너무 많이 입력되었습니다. 잠시 기다리시면 자동으로 다시 시도합니다.',
		mn: 'Энэ сүлжээнээс буруу PIN кодыг хэт олон удаа оруулсан байна. Түр хүлээнэ үү, хуудас өөрөө дахин оролдоно.',
		ru: 'Из этой сети слишком часто вводили неверный PIN-код. Подождите немного: страница сама попробует снова.',
		en: 'Too many wrong PINs have come from this network. Please wait a moment: the page tries again by itself.',
	},


	/* ---- announcements ---- */
	announcement: {
		zh: '主办方通知',
		ko: '주최 측 안내',
		mn: 'Зохион байгуулагчийн мэдэгдэл',
		ru: 'Объявление организаторов',
		en: 'From the organisers',
	},
	announcement_close: {
		zh: '关闭通知',
		ko: '안내 닫기',
		mn: 'Мэдэгдлийг хаах',
		ru: 'Закрыть объявление',
		en: 'Dismiss the announcement',
	},
	announcements_earlier: {
		zh: '之前的通知（{n}）',
		ko: '이전 안내 ({n})',
		mn: 'Өмнөх мэдэгдлүүд ({n})',
		ru: 'Прежние объявления ({n})',
		en: 'Earlier announcements ({n})',
	},
};

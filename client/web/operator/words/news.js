// SPDX-License-Identifier: Apache-2.0
/*
 * Alarms, and the verdict on the floor's sound: rows of the table in ../words.js.
 */

export const NEWS_WORDS = {
	/* ---- alarms: what, and what to do ---- */
	alarm_two_microphones: {
		zh: '{n}：两个译员间同时在播',
		ko: '{n}: 두 부스가 동시에 방송 중',
		mn: '{n}: хоёр бүхээг зэрэг эфирт',
		ru: '{n}: две кабины в эфире сразу',
		en: '{n}: two booths on the air at once',
	},
	alarm_nobody: {
		zh: '{n}：无人翻译',
		ko: '{n}: 통역하는 사람이 없음',
		mn: '{n}: орчуулагч алга',
		ru: '{n}: никто не переводит',
		en: '{n}: nobody interprets',
	},
	alarm_silence: {
		zh: '{n}：已播出但无声',
		ko: '{n}: 방송 중이나 소리 없음',
		mn: '{n}: эфирт боловч дуугүй',
		ru: '{n}: в эфире, но тишина',
		en: '{n}: on the air, but silent',
	},
	alarm_clipping: {
		zh: '{n}：声音削波，请降低增益',
		ko: '{n}: 소리가 찌그러짐, 게인을 낮추세요',
		mn: '{n}: дуу гажиж байна, чангалтыг багасга',
		ru: '{n}: перегрузка, убавьте усиление',
		en: '{n}: clipping, turn the gain down',
	},
	alarm_late_ticks: {
		zh: '服务器跟不上',
		ko: '서버가 제때 처리하지 못함',
		mn: 'Сервер амжихгүй байна',
		ru: 'Сервер не успевает',
		en: 'The server does not keep up',
	},
	alarm_full_disk: {
		zh: '录音磁盘将满',
		ko: '녹음 디스크가 거의 참',
		mn: 'Бичлэгийн диск дүүрэх гэж байна',
		ru: 'Диск для записи почти полон',
		en: 'The disk for recordings is nearly full',
	},
	alarm_line_lost: {
		zh: '{n}：断线',
		ko: '{n}: 연결 끊김',
		mn: '{n}: холболт тасарсан',
		ru: '{n}: связь потеряна',
		en: '{n}: line lost',
	},
	alarm_recording_failed: {
		zh: '录音失败',
		ko: '녹음 실패',
		mn: 'Бичлэг амжилтгүй',
		ru: 'Запись не удалась',
		en: 'The recording has failed',
	},
	alarm_slow_disk: {
		zh: '录音磁盘太慢，录音可能有缺失',
		ko: '녹음 디스크가 너무 느림, 녹음이 비어 있을 수 있음',
		mn: 'Бичлэгийн диск удаан, бичлэг тасалдсан байж магадгүй',
		ru: 'Диск для записи слишком медленный, возможны пропуски',
		en: 'The disk for recordings is too slow: there may be gaps',
	},
	alarm_audit_failed: {
		zh: '无法写入审计日志',
		ko: '감사 로그를 쓸 수 없음',
		mn: 'Аудитын бүртгэлд бичиж чадахгүй байна',
		ru: 'Журнал событий не записывается',
		en: 'The audit log cannot be written',
	},
	alarm_other: {
		zh: '{n}（{n}）',
		ko: '{n} ({n})',
		mn: '{n} ({n})',
		ru: '{n} ({n})',
		en: '{n} ({n})',
	},
	the_house: {
		zh: '服务器',
		ko: '서버',
		mn: 'Сервер',
		ru: 'Сервер',
		en: 'The server',
	},
	/* ---- the floor's sound ---- */
	sound_unknown: {
		zh: '尚未听够，无法判断',
		ko: '판단하기에는 아직 소리가 부족합니다',
		mn: 'Дүгнэхэд дуу хангалтгүй байна',
		ru: 'Ещё мало звука для оценки',
		en: 'Not enough heard yet to judge',
	},
	sound_good: {
		zh: '声音良好',
		ko: '음질이 좋습니다',
		mn: 'Дууны чанар сайн',
		ru: 'Звук хороший',
		en: 'The sound is good',
	},
	sound_narrow: {
		zh: '该发言人的声音止于 {n} kHz',
		ko: '이 발언자의 소리는 {n} kHz에서 끊깁니다',
		mn: 'Энэ илтгэгчийн дуу {n} кГц-д тасарч байна',
		ru: 'Звук этого оратора обрывается на {n} кГц',
		en: 'This speaker’s sound stops at {n} kHz',
	},
	sound_clipping: {
		zh: '声音削波',
		ko: '소리가 찌그러집니다',
		mn: 'Дуу гажиж байна',
		ru: 'Звук перегружен',
		en: 'It is clipped',
	},
	sound_low: {
		zh: '声音太小',
		ko: '너무 작습니다',
		mn: 'Хэт сул',
		ru: 'Слишком тихо',
		en: 'It is too quiet',
	},
	sound_high: {
		zh: '声音太大',
		ko: '너무 큽니다',
		mn: 'Хэт чанга',
		ru: 'Слишком громко',
		en: 'It is too loud',
	},
	sound_noisy: {
		zh: '背景噪声大',
		ko: '주변 소음이 큽니다',
		mn: 'Орчны чимээ их',
		ru: 'Сильный шум',
		en: 'The room is noisy',
	},
};

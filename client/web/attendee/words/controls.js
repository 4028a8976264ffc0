// SPDX-License-Identifier: Apache-2.0
/*
 * The page and what can be set on it, in words: rows of the table in ../words.js.
 */

export const CONTROL_WORDS = {
	/* ---- the page ---- */
	page_title: {
		zh: '同声传译',
		ko: '동시통역',
		mn: 'Синхрон орчуулга',
		ru: 'Синхронный перевод',
		en: 'Simultaneous interpretation',
	},
	channels: {
		zh: '收听语言',
		ko: '듣기 언어',
		mn: 'Сонсох хэл',
		ru: 'Язык прослушивания',
		en: 'Language to listen to',
	},
	floor_name: {
		zh: '现场原声',
		ko: '현장 원음',
		mn: 'Танхимын дуу',
		ru: 'Оригинал',
		en: 'Original',
	},
	listen: {
		zh: '收听',
		ko: '듣기',
		mn: 'Сонсох',
		ru: 'Слушать',
		en: 'Listen',
	},
	stop: {
		zh: '停止',
		ko: '멈추기',
		mn: 'Зогсоох',
		ru: 'Остановить',
		en: 'Stop',
	},
	again: {
		zh: '重新连接',
		ko: '다시 연결',
		mn: 'Дахин холбогдох',
		ru: 'Подключиться снова',
		en: 'Connect again',
	},


	/* ---- measured ---- */
	level: {
		zh: '音量电平',
		ko: '소리 크기',
		mn: 'Дууны түвшин',
		ru: 'Уровень звука',
		en: 'Sound level',
	},
	lag: {
		zh: '从话筒到您耳边',
		ko: '마이크에서 귀까지',
		mn: 'Микрофоноос чихэнд хүртэл',
		ru: 'От микрофона до вас',
		en: 'From the microphone to you',
	},
	off: {
		zh: '关',
		ko: '끔',
		mn: 'Унтраалттай',
		ru: 'Выкл.',
		en: 'Off',
	},


	/* ---- controls ---- */
	volume: {
		zh: '音量',
		ko: '음량',
		mn: 'Дууны хэмжээ',
		ru: 'Громкость',
		en: 'Volume',
	},
	underneath: {
		zh: '同时轻声播放原声',
		ko: '원음을 작게 함께 듣기',
		mn: 'Танхимын дууг давхар сонсох',
		ru: 'Оригинал фоном',
		en: 'Original underneath',
	},
	settings: {
		zh: '更多设置',
		ko: '추가 설정',
		mn: 'Нэмэлт тохиргоо',
		ru: 'Ещё настройки',
		en: 'More settings',
	},
	delay: {
		zh: '推迟声音',
		ko: '소리 늦추기',
		mn: 'Дууг хойшлуулах',
		ru: 'Задержать звук',
		en: 'Hold the sound back',
	},
	delay_hint: {
		zh: '如果您同时观看的视频比声音慢，请推迟声音，直到两者一致。',
		ko: '함께 보는 영상이 소리보다 늦다면, 서로 맞을 때까지 소리를 늦추세요.',
		mn: 'Хажуугаар нь үзэж буй видео тань дуунаас хоцорч байвал хоорондоо таартал дууг хойшлуулна уу.',
		ru: 'Если видео, которое вы смотрите, отстаёт от звука, задержите звук, пока они не совпадут.',
		en: 'If the video you are watching lags behind, hold the sound back until they match.',
	},
	quality: {
		zh: '音质与流量',
		ko: '음질과 데이터',
		mn: 'Чанар ба дата',
		ru: 'Качество и трафик',
		en: 'Quality and data',
	},
	quality_auto: {
		zh: '自动',
		ko: '자동',
		mn: 'Автомат',
		ru: 'Авто',
		en: 'Automatic',
	},
	quality_high: {
		zh: '最佳音质',
		ko: '최고 음질',
		mn: 'Сайн чанар',
		ru: 'Лучший звук',
		en: 'Best sound',
	},
	quality_low: {
		zh: '节省流量',
		ko: '데이터 절약',
		mn: 'Дата хэмнэх',
		ru: 'Экономно',
		en: 'Save data',
	},
	low_now: {
		zh: '线路不佳，暂时使用节省流量的音质。',
		ko: '회선이 좋지 않아 지금은 데이터 절약 음질로 재생합니다.',
		mn: 'Сүлжээ муу байгаа тул түр дата хэмнэх горимд шилжлээ.',
		ru: 'Связь слабая: временно включена экономия трафика.',
		en: 'The line is poor: saving data for now.',
	},
	bundle: {
		zh: '适应拥挤的 Wi-Fi',
		ko: '혼잡한 Wi-Fi에 맞추기',
		mn: 'Ачаалалтай Wi-Fi-д тохируулах',
		ru: 'Для перегруженного Wi-Fi',
		en: 'Go easy on crowded Wi-Fi',
	},
	bundle_hint: {
		zh: '减少数据包数量，延迟略有增加。',
		ko: '패킷을 묶어 받습니다. 지연이 조금 늘어납니다.',
		mn: 'Дууг багцлан авна. Хоцролт бага зэрэг нэмэгдэнэ.',
		ru: 'Звук приходит более крупными пакетами, задержка чуть больше.',
		en: 'Fewer, larger packets; slightly later.',
	},
	awake: {
		zh: '保持屏幕常亮',
		ko: '화면 켜 두기',
		mn: 'Дэлгэцийг унтраахгүй байх',
		ru: 'Не выключать экран',
		en: 'Keep the screen on',
	},
	plain: {
		zh: '打开普通音频流',
		ko: '일반 스트림 열기',
		mn: 'Энгийн дамжуулалтыг нээх',
		ru: 'Открыть обычный поток',
		en: 'Open the plain stream',
	},
	plain_hint: {
		zh: '如果手机锁屏后声音停止，或想用其他播放器收听。会晚几秒钟。',
		ko: '화면을 잠그면 소리가 멈추거나 다른 플레이어로 듣고 싶을 때 쓰세요. 몇 초 늦습니다.',
		mn: 'Утсаа түгжихэд дуу зогсдог, эсвэл өөр тоглуулагчаар сонсохыг хүсвэл. Хэдэн секунд хоцорно.',
		ru: 'Если звук пропадает при блокировке телефона или вы слушаете в другом плеере. Опаздывает на несколько секунд.',
		en: 'If the sound stops when your phone locks, or for another player. A few seconds late.',
	},
};

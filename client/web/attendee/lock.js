// SPDX-License-Identifier: Apache-2.0
/*
 * Going on while the phone is locked, as far as it lets us: names the sound for the lock screen,
 * takes its play, pause and next keys, tells iPhones that this is playback (not a sound effect that
 * the ring switch silences), and keeps the screen on for who wants that.
 */

/**
 * @typedef {object} LockHands
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(step: 1 | -1) => void} step to the next channel or the one before
 */

/** @param {LockHands} hands */
export function take_media_keys(hands) {
	if (!('mediaSession' in navigator))
		return;
	/** @type {[MediaSessionAction, () => void][]} */
	const keys = [
		['play', hands.play],
		['pause', hands.pause],
		['stop', hands.pause],
		['nexttrack', () => hands.step(1)],
		['previoustrack', () => hands.step(-1)],
	];
	for (const [action, handler] of keys) {
		try {
			navigator.mediaSession.setActionHandler(action, handler);
		} catch {
			// an action that this browser does not know
		}
	}
}

/**
 * @param {{title: string, artist: string} | null} what null: nothing is to be heard
 */
export function name_sound(what) {
	if (!('mediaSession' in navigator))
		return;
	const { mediaSession } = navigator;
	mediaSession.playbackState = what ? 'playing' : 'paused';
	const { metadata } = mediaSession;
	if (what && (metadata?.title !== what.title || metadata?.artist !== what.artist))
		mediaSession.metadata = new MediaMetadata({ ...what,
			artwork: [{ src: new URL('../icon.svg', import.meta.url).href, type: 'image/svg+xml' }] });
}

/** To be called inside the first tap. */
export function claim_playback() {
	const session = /** @type {{audioSession?: {type: string}}} */ (navigator).audioSession;
	if (session && session.type !== 'playback')
		session.type = 'playback';
}

/** A phone or a tablet: its screen locks, and then only media elements go on. */
export function is_handheld() {
	return matchMedia('(pointer: coarse)').matches || 'audioSession' in navigator;
}

/** Keeps the screen on while it is wanted and the page is seen. */
export class WakeLock {
	constructor() {
		this.wanted = false;
		/** @type {WakeLockSentinel | null} */
		this.sentinel = null;
		document.addEventListener('visibilitychange', () => this.renew());
	}

	/** @param {boolean} wanted */
	want(wanted) {
		this.wanted = wanted;
		this.renew();
	}

	async renew() {
		if (!('wakeLock' in navigator))
			return;
		if (!this.wanted) {
			this.sentinel?.release().catch(() => {});
			this.sentinel = null;
		} else if (document.visibilityState === 'visible' && (this.sentinel?.released ?? true)) {
			this.sentinel = await navigator.wakeLock.request('screen').catch(() => null);
		}
	}
}

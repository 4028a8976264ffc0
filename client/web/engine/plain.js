// SPDX-License-Identifier: Apache-2.0
/*
 * The plain way to listen, for pages that may not run the engine (no secure context): a media
 * element and the channel's endless Ogg Opus stream. Seconds late, no floor underneath, but sound.
 * The same face as player.js, as far as it goes.
 */

/** @typedef {import('./player.js').Sound} Sound */

const AGAIN_AFTER_MS = 2000;

export class PlainPlayer {
	/** @param {{on_sound: (sound: Sound) => void}} setup */
	constructor({ on_sound }) {
		this.on_sound = on_sound;
		this.element = new Audio();
		this.element.preload = 'none';
		/** @type {string | null} */
		this.channel = null;
		this.element.onplaying = () => this.on_sound('running');
		this.element.onerror = this.element.onended = () => this.again();
	}

	/** Can this browser play it at all? */
	static possible() {
		return new Audio().canPlayType('audio/ogg; codecs=opus') !== '';
	}

	/** Does this browser let a page set the volume? An iPhone does not. */
	static has_volume() {
		const element = new Audio();
		element.volume = 0.5;
		return element.volume === 0.5;
	}

	/** Plays this channel; call it inside the visitor's tap. @param {string} channel */
	play(channel) {
		if (channel === this.channel)
			return;
		this.channel = channel;
		this.open();
	}

	stop() {
		this.channel = null;
		this.element.removeAttribute('src');
		this.element.load();
		this.on_sound('off');
	}

	/** @param {number} volume 0 to 1 */
	set_volume(volume) {
		this.element.volume = Math.min(1, volume);
	}

	open() {
		if (!this.channel)
			return;
		this.on_sound('starting');
		this.element.src = plain_url(this.channel);
		this.element.play().catch((error) => {
			if (error.name === 'NotAllowedError')
				this.on_sound('blocked');
		});
	}

	/** The stream broke off: the server went away, or the line. */
	again() {
		if (!this.channel)
			return;
		this.on_sound('starting');
		setTimeout(() => this.open(), AGAIN_AFTER_MS);
	}
}

/** @param {string} channel */
export function plain_url(channel) {
	return `/listen/${encodeURIComponent(channel)}.opus`;
}

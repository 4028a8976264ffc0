// SPDX-License-Identifier: Apache-2.0
/*
 * The page's end of the connection: orders to the Worker, reports from it. See link.worker.js.
 */

/** @typedef {import('./orders.js').Guise} Guise */
/** @typedef {import('./orders.js').LinkOrder} LinkOrder */
/** @typedef {import('./orders.js').LinkReport} LinkReport */
/** @typedef {import('./orders.js').Wish} Wish */

export class Link {
	/**
	 * @param {{guise: Guise, wish: Wish, report: (report: LinkReport) => void}} setup
	 */
	constructor({ guise, wish, report }) {
		this.worker = new Worker(new URL('./link.worker.js', import.meta.url), { type: 'module' });
		this.worker.onmessage = (event) => report(event.data);
		this.order({ order: 'open', url: socket_url(location), guise, wish });
		// the network came back, or the phone woke up: do not wait for the back-off
		addEventListener('online', () => this.retry(false));
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'visible')
				this.retry(false);
		});
	}

	/** @param {Wish} wish */
	wish(wish) {
		this.order({ order: 'wish', wish });
	}

	/** As whom to join from the next connection on, say with another token. @param {Guise} guise */
	guise(guise) {
		this.order({ order: 'guise', guise });
	}

	/**
	 * Says something to the server; lost without a word while not joined, so look at the status.
	 * @param {object} message one of the protocol, with its `type`
	 */
	say(message) {
		this.order({ order: 'say', message });
	}

	/** Where sound goes to, and a microphone's comes from. @param {MessagePort} port */
	sound(port) {
		this.worker.postMessage({ order: 'sound', port }, [port]);
	}

	/** Connects now, unless it is connected. @param {boolean} by_hand somebody asked for it */
	retry(by_hand = true) {
		this.order({ order: 'retry', by_hand });
	}

	/** Ends the visit: what a seat is kept for is over. */
	leave() {
		this.order({ order: 'leave' });
	}

	/** @param {LinkOrder} order */
	order(order) {
		this.worker.postMessage(order);
	}
}

/** @param {{protocol: string, host: string}} page */
export function socket_url({ protocol, host }) {
	return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}

// SPDX-License-Identifier: Apache-2.0
/*
 * The level as a river: what is heard now rises at the left and flows away to the right, so that
 * the eye sees the last few seconds of speech; silence is still water. For who asked for less
 * motion it is a bar that only grows and shrinks.
 *
 * Draws only while there is something to see, and nothing on the path of sound waits for it.
 */

const QUIETEST_DBFS = -54; // still water
const LOUDEST_DBFS = -8; // the highest wave
const HISTORY_S = 3.2; // from the left edge to the right
const HISTORY_STEPS = 96;
const STEP_MS = (HISTORY_S * 1000) / HISTORY_STEPS;
const LINES = 5;
const PAUSE_MS = 30; // between two pictures: a phone shows this for hours, and each costs its battery
const SMOOTH_PASSES = 6;
const RISE = 0.35; // share of the way up made in a step, so that the water has no edges
const FALL = 0.16;

/** @param {number} dbfs @returns {number} 0 to 1 */
export function wave_height(dbfs) {
	const share = (dbfs - QUIETEST_DBFS) / (LOUDEST_DBFS - QUIETEST_DBFS);
	return Math.min(1, Math.max(0, share));
}

export class River {
	/** @param {HTMLCanvasElement} canvas */
	constructor(canvas) {
		this.canvas = canvas;
		this.pen = canvas.getContext('2d');
		this.still = matchMedia('(prefers-reduced-motion: reduce)');
		this.heard = 0; // the last level told, 0 to 1
		this.level = 0; // the one shown at the left edge
		this.history = new Float32Array(HISTORY_STEPS); // newest first
		this.shape = new Float32Array(HISTORY_STEPS); // the same, without edges
		this.stepped_ms = 0;
		this.running = false;
		new ResizeObserver(() => this.fit()).observe(canvas);
		this.still.addEventListener('change', () => this.draw(0));
	}

	/** @param {number} dbfs the level now */
	hear(dbfs) {
		this.heard = wave_height(dbfs);
		this.run();
	}

	/** Nothing is heard any more: the water calms down. */
	calm() {
		this.heard = 0;
	}

	run() {
		if (this.running)
			return;
		this.running = true;
		this.stepped_ms = performance.now();
		this.next();
	}

	next() {
		setTimeout(() => requestAnimationFrame((now_ms) => this.frame(now_ms)), PAUSE_MS);
	}

	/** @param {number} now_ms */
	frame(now_ms) {
		const steps = Math.min(HISTORY_STEPS, Math.floor((now_ms - this.stepped_ms) / STEP_MS));
		for (let i = 0; i < steps; i++)
			this.step();
		this.stepped_ms += Math.max(0, steps) * STEP_MS;
		const part = Math.min(1, Math.max(0, (now_ms - this.stepped_ms) / STEP_MS));
		this.draw(part, now_ms / 1000);
		if (this.heard > 0 || this.history.some((level) => level > 0.004))
			this.next();
		else
			this.running = false;
	}

	/** Water has no edges, however sudden a syllable was. */
	smooth() {
		const { history, shape } = this;
		const last = HISTORY_STEPS - 1;
		shape.set(history);
		for (let pass = 0; pass < SMOOTH_PASSES; pass++) {
			let before = shape[0];
			for (let i = 0; i <= last; i++) {
				const here = shape[i];
				shape[i] = (before + 2 * here + shape[Math.min(last, i + 1)]) / 4;
				before = here;
			}
		}
	}

	step() {
		const way = this.heard - this.level;
		this.level += way * (way > 0 ? RISE : FALL);
		this.history.copyWithin(1, 0);
		this.history[0] = this.level;
	}

	fit() {
		const { canvas } = this;
		const scale = Math.min(2, devicePixelRatio || 1);
		canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale));
		canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale));
		this.draw(0);
	}

	/**
	 * @param {number} part of a step that has passed since the last one
	 * @param {number} [now_s]
	 */
	draw(part, now_s = 0) {
		const { pen } = this;
		if (!pen)
			return;
		pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
		this.smooth();
		if (this.still.matches)
			this.draw_bar(pen);
		else
			for (let line = LINES - 1; line >= 0; line--)
				this.draw_line(pen, line, part, now_s);
	}

	/** @param {CanvasRenderingContext2D} pen */
	draw_bar(pen) {
		const { width, height } = this.canvas;
		const thick = height / 10;
		pen.fillStyle = '#8fe0cf44';
		pen.fillRect(width * 0.06, (height - thick) / 2, width * 0.88, thick);
		pen.fillStyle = '#8fe0cf';
		pen.fillRect(width * 0.06, (height - thick) / 2, width * 0.88 * this.level, thick);
	}

	/**
	 * One line of the water: the nearest is the brightest and moves the most.
	 * @param {CanvasRenderingContext2D} pen
	 * @param {number} line
	 * @param {number} part
	 * @param {number} now_s
	 */
	draw_line(pen, line, part, now_s) {
		const { width, height } = this.canvas;
		const middle = height * (0.5 + 0.045 * (line - (LINES - 1) / 2));
		const most = height * (0.42 - 0.05 * line);
		const waves = (width / height) * (0.62 + 0.1 * line);
		const points = Math.ceil(width / 5);
		pen.beginPath();
		for (let i = 0; i <= points; i++) {
			const x = i / points;
			const tide = 0.05 * Math.sin(x * 7 + line * 1.3);
			const swing = Math.sin(2 * Math.PI * (x * waves - now_s * 0.55) - line * 0.75);
			const y = middle - most * (this.level_at(x, part) * swing + tide);
			if (i === 0)
				pen.moveTo(0, y);
			else
				pen.lineTo(x * width, y);
		}
		pen.lineWidth = Math.max(1, height / 60) * (1 - 0.11 * line);
		pen.strokeStyle = `rgb(143 224 207 / ${Math.round(92 / (1 + line * 0.85))}%)`;
		pen.stroke();
	}

	/**
	 * The level that has flown to x by now, fading with the way.
	 * @param {number} x 0 to 1
	 * @param {number} part
	 */
	level_at(x, part) {
		const place = Math.max(0, x * (HISTORY_STEPS - 2) + 1 - part);
		const at = Math.min(HISTORY_STEPS - 2, Math.floor(place));
		const between = this.shape[at] + (this.shape[at + 1] - this.shape[at]) * (place - at);
		return between * (1 - 0.75 * x);
	}
}

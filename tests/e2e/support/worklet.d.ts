// SPDX-License-Identifier: Apache-2.0
// What an AudioWorklet's global scope has beyond a Worker's: TypeScript knows of none of it.

declare const currentFrame: number;
declare const currentTime: number;
declare const sampleRate: number;

declare class AudioWorkletProcessor {
	readonly port: MessagePort;
}

declare function registerProcessor(name: string,
	processor: new (options: any) => AudioWorkletProcessor): void;

import ky from 'ky';
import type { Clock } from '../app/ports/clock.ts';
import { httpOver, type Http } from './http.ts';

/** The checker's exchange. What ky would repeat, limit or throw is switched off: the rules of each service decide that. */
export const fetchHttp = (clock: Clock): Http =>
  httpOver((url, options) => ky(url, { ...options, retry: 0, timeout: false, throwHttpErrors: false }), clock);

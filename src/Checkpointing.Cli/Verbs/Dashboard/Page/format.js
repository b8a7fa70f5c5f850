// How numbers and times are written: as the tables of the verbs write them.

const none = '–';

export const count = number => number === null || number === undefined ? none : number.toLocaleString('en-US');

export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export function age(seconds) {
  if (seconds === null || seconds === undefined) {
    return none;
  }

  const whole = Math.floor(Math.max(seconds, 0));
  const [days, hours, minutes] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const two = (great, unit, small, smallUnit) => small === 0 ? `${great}${unit}` : `${great}${unit} ${small}${smallUnit}`;
  return whole < 60 ? `${whole}s`
    : whole < 3600 ? two(minutes, 'm', whole % 60, 's')
    : whole < 86400 ? two(hours, 'h', minutes, 'm')
    : two(days, 'd', hours, 'h');
}

// Both times are the dashboard's, so that this device's clock does not matter.
export const ago = (time, now) => time === null ? none : `${age((new Date(now) - new Date(time)) / 1000)} ago`;

export const clock = time => new Date(time).toISOString().slice(0, 19).replace('T', ' ') + 'Z';

export const milliseconds = value => value >= 100 ? Math.round(value).toString() : value.toLocaleString('en-US', { maximumSignificantDigits: 2 });

export const wait = (seconds, isExact) => seconds === null || seconds === undefined ? none : `${isExact === false ? '>' : ''}${age(seconds)}`;

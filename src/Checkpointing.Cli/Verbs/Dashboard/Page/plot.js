// A plot of one line over time, that a pointer or the arrow keys read.

import { age } from './format.js';
import { make, setText } from './elements.js';

const width = 600;
const height = 120;
const space = 'http://www.w3.org/2000/svg';

export class Plot {
  #points = [];
  #now = null;
  #chosen = null;
  #write;
  #readout;
  #frame;
  #top;
  #start;
  #parts;

  constructor(figure, write) {
    this.#write = write;
    this.#readout = figure.querySelector('.readout');
    this.#frame = make('div', '', 'plot');
    this.#frame.tabIndex = 0;
    this.#frame.role = 'img';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', `0 -4 ${width} ${height + 8}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    this.#parts = Object.fromEntries(['floor', 'area', 'line', 'mark'].map(name => {
      const path = document.createElementNS(space, 'path');
      path.setAttribute('class', name);
      svg.append(path);
      return [name, path];
    }));
    this.#parts.floor.setAttribute('d', `M0 ${height}H${width}`);
    this.#top = make('span');
    this.#start = make('span');
    const labels = make('p');
    labels.append(this.#start, make('span', 'now'));
    const most = make('p');
    most.append(this.#top);
    this.#frame.append(most, svg, labels);
    figure.append(this.#frame);
    this.#listen(svg);
  }

  draw(points, now) {
    this.#points = points.map(point => ({ at: new Date(point.at).getTime(), value: point.value }));
    this.#now = new Date(now).getTime();
    const most = this.#most();
    const path = this.#points.map((point, index) => `${index === 0 ? 'M' : 'L'}${this.#x(point)} ${this.#y(point, most)}`).join('');
    const last = this.#points.at(-1);
    const line = last ? `${path}H${width}` : '';
    this.#parts.line.setAttribute('d', line);
    this.#parts.area.setAttribute('d', last ? `${line}V${height}H${this.#x(this.#points[0])}Z` : '');
    setText(this.#top, last ? `most ${this.#write(Math.max(...this.#points.map(point => point.value)))}` : 'nothing read yet');
    setText(this.#start, last ? `${age((this.#now - this.#first()) / 1000)} ago` : '');
    this.#frame.setAttribute('aria-label', last ? `from ${this.#write(this.#points[0].value)} to ${this.#write(last.value)}, most ${this.#write(most)}` : 'nothing read yet');
    this.#read();
  }

  #first = () => this.#points[0].at;
  #most = () => Math.max(Number.MIN_VALUE, ...this.#points.map(point => point.value));
  #x = point => this.#now === this.#first() ? 0 : Math.round((point.at - this.#first()) / (this.#now - this.#first()) * width * 10) / 10;
  #y = (point, most) => Math.round((1 - point.value / most) * height * 10) / 10;

  #listen(svg) {
    svg.addEventListener('pointermove', event => {
      if (this.#points.length > 0) {
        const at = this.#first() + event.offsetX / svg.clientWidth * (this.#now - this.#first());
        this.#chosen = this.#points.reduce((best, point) => Math.abs(point.at - at) < Math.abs(best.at - at) ? point : best).at;
        this.#read();
      }
    });
    const forget = () => {
      this.#chosen = null;
      this.#read();
    };
    svg.addEventListener('pointerleave', forget);
    this.#frame.addEventListener('blur', forget);
    this.#frame.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && this.#points.length > 0) {
        event.preventDefault();
        const from = this.#chosen === null ? this.#points.length : this.#points.findIndex(point => point.at === this.#chosen);
        this.#chosen = this.#points[Math.min(Math.max(from + step, 0), this.#points.length - 1)].at;
        this.#read();
      }
    });
  }

  #read() {
    const point = this.#points.find(candidate => candidate.at === this.#chosen);
    setText(this.#readout, point ? `${this.#write(point.value)}, ${age((this.#now - point.at) / 1000)} ago` : '');
    this.#parts.mark.setAttribute('d', point ? `M${this.#x(point)} 0V${height}` : '');
  }
}

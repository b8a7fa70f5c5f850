// Rewinding: a plan first, which is done when it is confirmed.

import { change } from './api.js';
import { count, plural } from './format.js';
import { find, make, setRows, setText, show } from './elements.js';

const hints = {
  time: ['Time, or how long ago', '-90m or 2026-01-31T02:40Z'],
  back: ['How many events', '1000'],
  sequence: ['Sequence number of the next event', '4711'],
  offset: ['Offset of the next event', '4294967296'],
  earliest: null,
};

const outcomes = { leftAlone: 'as it is', refused: 'refused', changed: 'changed meanwhile', failed: 'failed' };

export class Rewind {
  #section = find('#rewind');
  #form = find('form', this.#section);
  #failure = find('.failure', this.#section);
  #dialog = find('#plan');
  #confirm = find('.confirm', this.#dialog);
  #close = find('.close', this.#dialog);
  #plan = null;
  #isBusy = false;

  constructor(session, done) {
    this.done = done;
    setText(find('.explanation', this.#section), session.allowsChanges
      ? 'Events are processed again. The plan is shown first; live owners go on from the new place by themselves.'
      : session.hasHub ? "This dashboard only shows. Started with --allow-changes it can rewind; 'checkpoints rewind' can at any time."
      : 'This dashboard only shows: its settings have no event hub, which a rewind needs.');
    show(this.#form, session.allowsChanges);
    this.#form.to.addEventListener('change', () => this.#hint());
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      this.#make();
    });
    this.#close.addEventListener('click', () => this.#dialog.close());
    this.#confirm.addEventListener('click', () => this.#apply());
    this.#dialog.addEventListener('cancel', event => {
      if (this.#isBusy) {
        event.preventDefault();
      }
    });
    this.#hint();
  }

  #hint() {
    const hint = hints[this.#form.to.value];
    const label = find('.value', this.#form);
    show(label, hint !== null);
    if (hint !== null) {
      setText(find('span', label), hint[0]);
      this.#form.value.placeholder = hint[1];
    }
  }

  async #make() {
    if (this.#isBusy) {
      return;
    }

    // Not disabled: the button would lose the focus, to which the dialog gives it back.
    const button = find('[type=submit]', this.#form);
    this.#isBusy = button.ariaDisabled = true;
    show(this.#failure, false);
    try {
      const { to, value, partitions } = this.#form;
      this.#open(await change('api/rewind/plan', { to: to.value, value: value.value, partitions: partitions.value }));
    } catch (failure) {
      setText(this.#failure, failure.message);
      show(this.#failure, true);
    } finally {
      this.#isBusy = button.ariaDisabled = false;
    }
  }

  #open(plan) {
    this.#plan = plan.plan;
    setText(find('h2', this.#dialog), plan.plan ? `Rewind ${plural(plan.moved, 'partition')} to ${plan.place}?` : 'Nothing is to be done');
    this.#draw(plan);
    setText(this.#confirm, `Rewind ${plural(plan.moved, 'partition')}`);
    show(this.#confirm, plan.plan !== null);
    setText(this.#close, plan.plan ? 'Cancel' : 'Close');
    show(find('.failure', this.#dialog), false);
    this.#dialog.showModal();
    this.#close.focus();
  }

  async #apply() {
    this.#isBusy = this.#confirm.disabled = this.#close.disabled = true;
    setText(this.#confirm, 'Rewinding …');
    const failure = find('.failure', this.#dialog);
    try {
      const outcome = await change('api/rewind/apply', { plan: this.#plan });
      setText(find('h2', this.#dialog), `${plural(outcome.moved, 'partition')} rewound`);
      this.#draw(outcome);
      this.done();
    } catch (error) {
      setText(failure, error.message);
      show(failure, true);
    } finally {
      this.#plan = null;
      this.#isBusy = this.#confirm.disabled = this.#close.disabled = false;
      show(this.#confirm, false);
      setText(this.#close, 'Close');
      if (!this.#dialog.open) {
        // Browsers close a dialog in the end, however often it is kept open. What was done has to be seen.
        this.#dialog.showModal();
      }

      this.#close.focus();
    }
  }

  #draw({ rewind, refused, leftAlone, underLiveOwner, more }) {
    const parts = [
      `${rewind.group} in ${rewind.store}`,
      `${plural(rewind.eventsAgain, 'event')} again`,
      refused > 0 ? `${count(refused)} refused` : '',
      leftAlone > 0 ? `${count(leftAlone)} left as ${leftAlone === 1 ? 'it is' : 'they are'}` : '',
      underLiveOwner > 0 ? `${count(underLiveOwner)} under a live owner, which goes on from the new place` : '',
      more > 0 ? `${count(more)} not listed here` : '',
    ];
    setText(find('.sum', this.#dialog), `${parts.filter(part => part).join('; ')}.`);
    this.#drawNotes(rewind.partitions);
    const body = find('tbody', this.#dialog);
    setRows(body, rewind.partitions, entry => entry.partition, entry => [
      { label: 'Partition', text: entry.partition },
      { label: 'Next event', text: entry.from === null ? '–' : String(entry.from), number: true },
      { label: 'Then', text: outcomes[entry.outcome] ?? (entry.to === null ? '–' : String(entry.to)), number: true },
      { label: 'Events', text: entry.to === null || entry.events === null ? '–' : `${count(entry.events)} again`, number: true },
      { label: 'Live owner', text: entry.liveOwner ?? '–', wide: true },
    ]);
    rewind.partitions.forEach((entry, index) => {
      body.rows[index].className = entry.outcome in outcomes && entry.outcome !== 'leftAlone' ? 'trouble' : '';
    });
  }

  // The same note for many partitions is told once.
  #drawNotes(partitions) {
    const notes = new Map();
    for (const entry of partitions) {
      for (const note of entry.notes) {
        notes.set(note, [...notes.get(note) ?? [], entry.partition]);
      }
    }

    const written = [...notes].slice(0, 10).map(([note, ids]) => `${ids.length === 1 ? 'Partition' : 'Partitions'} ${ids.slice(0, 8).join(', ')}${ids.length > 8 ? ', …' : ''}: ${note}`);
    find('.notes', this.#dialog).replaceChildren(...written.map(note => make('li', note)));
  }
}

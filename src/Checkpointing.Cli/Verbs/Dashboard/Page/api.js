// Talks to the dashboard. Whatever goes wrong becomes an Error whose message is a sentence for people.

let changeToken = null;

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: 'no-store', credentials: 'same-origin', ...options });
  } catch {
    throw new Error('The dashboard does not answer: it was ended, or this device cannot reach it.');
  }

  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) {
    throw new Error(answer?.error ?? `The dashboard answered with ${response.status}.`);
  }

  return answer;
}

export async function readSession() {
  const session = await ask('api/session');
  changeToken = session.changeToken;
  return session;
}

export const readState = query => ask(`api/state?${new URLSearchParams(query)}`);

export const change = (path, body) => ask(path, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-Checkpoints-Change': changeToken ?? '' },
  body: JSON.stringify(body),
});

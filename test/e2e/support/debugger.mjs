// A debugger, as chrome://inspect is one: lists the targets, attaches to the first one and through it to each Worker,
// and prints what it found there as JSON. Usage: node --experimental-websocket debugger.mjs HOST:PORT SCRIPT EXPRESSION
const [address, script, expression] = process.argv.slice(2);
const targets = await (await fetch(`http://${address}/json/list`)).json();
const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));

let last = 0;
const send = (method, params = {}) => socket.send(JSON.stringify({ id: ++last, method, params }));
const toWorker = (sessionId, message) =>
  send('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify(message) });

const found = { title: targets[0].title };
socket.onmessage = ({ data }) => {
  const { method, params } = JSON.parse(data);
  if (method === 'NodeWorker.attachedToWorker') {
    const { sessionId, workerInfo } = params;
    found.worker = workerInfo.title;
    ['Debugger.enable', 'Runtime.enable'].forEach((name, index) => toWorker(sessionId, { id: index + 1, method: name }));
    toWorker(sessionId, { id: 3, method: 'Runtime.evaluate', params: { expression } });
  }
  if (method !== 'NodeWorker.receivedMessageFromWorker') return;
  const message = JSON.parse(params.message);
  if (message.method === 'Debugger.scriptParsed' && message.params.url.endsWith(script)) {
    found.script = message.params.url;
    found.sourceMap = message.params.sourceMapURL.slice(0, 29);
  }
  if (message.id === 3) found.value = message.result.result.value;
  if (found.script !== undefined && found.value !== undefined) {
    console.log(JSON.stringify(found));
    socket.close();
  }
};
send('NodeWorker.enable', { waitForDebuggerOnStart: false });

// Enamel relay for Shelly devices of generation 2 and later: hears toothbrushes and posts their advertisements as they are.
// Set the three lines below, paste the whole into a new script on the device, start it, and switch on "run on startup".
// Bluetooth must be enabled on the device (Settings, Bluetooth).
let URL = "http://enamel.local:8080/api/v1/relays/shelly";
let TOKEN = "TOKEN";
let NAME = Shelly.getDeviceInfo().id; // how Enamel calls this ear

// What makers of toothbrushes advertise with: company ids in manufacturer data, service UUIDs in service data.
let COMPANIES = ["00dc"]; // Oral-B
let SERVICES = ["fe95"]; // Xiaomi
let MAX_WAITING = 60; // messages kept while the network is away; the oldest go first

let waiting = [];
let sending = 0; // how many of waiting are on their way

function hex(s) {
  let digits = "0123456789abcdef";
  let out = "";
  for (let i = 0; i < s.length; i++) {
    let c = s.charCodeAt(i) & 255;
    out += digits[c >> 4] + digits[c & 15];
  }
  return out;
}

function anyOf(names, data) {
  if (!data) return false;
  for (let i = 0; i < names.length; i++) {
    if (data[names[i]] !== undefined) return true;
  }
  return false;
}

function heard(event, result) {
  if (event !== BLE.Scanner.SCAN_RESULT || !result) return;
  if (!anyOf(COMPANIES, result.manufacturer_data) && !anyOf(SERVICES, result.service_data)) return;
  let message = { source: NAME, addr: result.addr, rssi: result.rssi, advData: hex(result.advData || ""), scanRsp: hex(result.scanRsp || "") };
  let clock = Shelly.getComponentStatus("sys").unixtime;
  if (clock) message.at = clock; // without a clock the server's time is taken
  for (let i = sending; i < waiting.length; i++) {
    let w = waiting[i];
    if (w.addr === message.addr && w.advData === message.advData && w.scanRsp === message.scanRsp && w.at === message.at) return;
  }
  if (waiting.length >= MAX_WAITING) {
    if (sending > 0) return;
    waiting.splice(0, 1);
  }
  waiting.push(message);
}

function send() {
  if (sending > 0 || waiting.length === 0) return;
  sending = Math.min(waiting.length, 10);
  let request = {
    method: "POST",
    url: URL,
    headers: { Authorization: "Bearer " + TOKEN, "Content-Type": "application/json" },
    body: JSON.stringify(waiting.slice(0, sending)),
    timeout: 10,
  };
  Shelly.call("HTTP.Request", request, function (answer, error) {
    let code = error === 0 && answer ? answer.code : 0;
    // 200: kept. 400 and 413: it never will be. Anything else: it is sent again.
    if (code === 200 || code === 400 || code === 413) waiting.splice(0, sending);
    if (code !== 200) console.log("Enamel answers", code, error);
    sending = 0;
  });
}

BLE.Scanner.Subscribe(heard);
if (!BLE.Scanner.isRunning()) BLE.Scanner.Start({ duration_ms: BLE.Scanner.INFINITE_SCAN, active: false });
Timer.set(1000, true, send);

import { toPeerId } from '../../../../shared/model/ids.ts';
import { startInterfaceWatch } from '../interfaces.ts';
import { Mdns } from '../mdns.ts';

// A process of its own for mDNS, to be run inside a network namespace: writes what it hears as lines of JSON, says
// goodbye and ends when its input ends. Arguments: device id, port, addresses to listen on (default: all).

const [deviceId = '', port = '0', listen] = process.argv.slice(2);

function report(event: string, facts: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

const interfaces = startInterfaceWatch({ listen: listen?.split(',') ?? null, intervalMs: 500 });
interfaces.onChanged((change) => report('interfaces', { change, addresses: interfaces.current() }));
const mdns = new Mdns({
  deviceId: toPeerId(deviceId),
  port: Number(port),
  interfaces,
  isDiscoverable: true,
  onFound: (found) => report('found', found),
  onLost: (peerId) => report('lost', { peerId }),
  onWarning: (error, interfaceName) => report('warning', { message: error.message, interfaceName }),
});

process.stdin.resume().on('end', () => {
  interfaces.stop();
  void mdns.stop().then(() => process.exit(0));
});

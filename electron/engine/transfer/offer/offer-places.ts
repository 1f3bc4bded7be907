import { PeerError } from '../../../../shared/errors/lanyard-error.ts';
import type { PeerId, TransferId } from '../../../../shared/model/ids.ts';
import { DeclinePauses } from './decline-pauses.ts';
import { FairPool, type Guest } from './fair-pool.ts';

/** Connections that have not said all of what they want. An honest one is done in a moment. */
const LISTING = { total: 32, perAddress: 16 } as const;
/** Questions that wait for the user. */
const ASKING = { total: 24, perAddress: 8 } as const;
/** Bytes of memory for lists that nobody has agreed to; the largest legal one takes 95 MiB. */
const LIST_BYTES = 96 * 1024 * 1024;
/** Questions of one device. A stranger, whose words nobody can check, has one at a time. */
const QUESTIONS_OF = { known: 8, stranger: 1 } as const;

/** What all of one kind share. */
class Room {
  readonly listing = new FairPool(LISTING);
  readonly asking = new FairPool(ASKING);
  readonly lists = new FairPool({ total: LIST_BYTES, perAddress: LIST_BYTES });
}

/** One connection that the user has not decided on. */
export interface OfferGuest extends Guest {
  /** What it offers; null: nothing yet. */
  readonly offered: TransferId | null;
}

/**
 * Who may take the user's time and this computer's memory before the user has agreed to anything. Devices that files
 * were exchanged with have places of their own: no number of strangers keeps them out.
 */
export class OfferPlaces {
  readonly #isKnown: (peerId: PeerId) => boolean;
  readonly #known = new Room();
  readonly #strangers = new Room();
  readonly #pauses = new DeclinePauses();
  readonly #rooms = new Map<OfferGuest, Room>();
  /** Those whose offer is complete. */
  readonly #asking = new Set<OfferGuest>();

  constructor(isKnown: (peerId: PeerId) => boolean) {
    this.#isKnown = isKnown;
  }

  /** It is greeted. @throws PeerError PEER_BUSY */
  enter(guest: OfferGuest): void {
    const room = this.#isKnown(guest.peerId) ? this.#known : this.#strangers;
    this.#rooms.set(guest, room);
    room.listing.take(guest, 1);
  }

  /** It begins to list what it offers. @throws PeerError PEER_BUSY when the user has been asked enough by it */
  mayOffer(guest: OfferGuest): void {
    const isKnown = this.#isKnown(guest.peerId);
    this.#pauses.mustBeOver(guest, isKnown);
    const others = [...this.#asking].filter(
      // an offer that is made again takes the place of the one before
      ({ peerId, offered }) => peerId === guest.peerId && offered !== guest.offered,
    );
    if (others.length >= QUESTIONS_OF[isKnown ? 'known' : 'stranger'])
      throw new PeerError('PEER_BUSY', 'has not been answered yet');
  }

  /** Its list has grown. @throws PeerError PEER_BUSY when it is too long for the moment */
  addList(guest: OfferGuest, bytes: number): void {
    this.#rooms.get(guest)?.lists.take(guest, bytes);
  }

  /** Its list is complete: from now on it waits for the user. @throws PeerError PEER_BUSY */
  ask(guest: OfferGuest): void {
    this.mayOffer(guest);
    const room = this.#rooms.get(guest);
    room?.listing.leave(guest);
    this.#asking.add(guest);
    room?.asking.take(guest, 1);
  }

  /** The user has answered. */
  noteAnswer(guest: OfferGuest, accepted: boolean): void {
    if (accepted) this.#pauses.forgive(guest);
    else this.#pauses.note(guest, this.#isKnown(guest.peerId));
  }

  /** It takes nothing any more: decided, or gone. Safe to call twice. */
  leave(guest: OfferGuest): void {
    const room = this.#rooms.get(guest);
    room?.listing.leave(guest);
    room?.asking.leave(guest);
    room?.lists.leave(guest);
    this.#rooms.delete(guest);
    this.#asking.delete(guest);
  }
}

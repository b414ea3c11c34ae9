package io.quorate.election.fast;

import io.quorate.peer.PeerMessage;

/** What travels on the election port. */
sealed interface ElectionMessage extends PeerMessage permits Handshake, Notification {}

package io.quorate.election.basic;

import io.quorate.peer.PeerMessage;

/** What travels on the election port. Source: spec election-basic section 2. */
sealed interface BasicMessage extends PeerMessage permits Hello, Question, Answer {}

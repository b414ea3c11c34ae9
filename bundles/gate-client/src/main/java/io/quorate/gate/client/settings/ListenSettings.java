package io.quorate.gate.client.settings;

/**
 * Where clients come in.
 *
 * @param address {@code clientPortAddress}; empty: all interfaces
 * @param port {@code clientPort}; 0: any free port; -1: none, clients have a port with TLS
 * @param backlog {@code clientPortListenBacklog}; -1: as many as the machine allows, so that a
 *     storm of clients is not turned away
 * @param tcpKeepAlive {@code clientTcpKeepAlive}
 */
public record ListenSettings(String address, int port, int backlog, boolean tcpKeepAlive) {}

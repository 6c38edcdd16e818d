package io.chartwire.intake;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A connection without a network, from an address. */
final class LabChannel extends EmbeddedChannel {
    private static final ThreadLocal<SocketAddress> ADDRESS = new ThreadLocal<>();

    private LabChannel(ChannelHandler... handlers) {
        super(handlers);
    }

    static LabChannel from(String address, ChannelHandler... handlers) {
        ADDRESS.set(new InetSocketAddress(address, 4000));
        return new LabChannel(handlers);
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return isActive() ? ADDRESS.get() : null;
    }
}

package io.chartwire.hl7;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Wraps {@code byte[]} or text (written as UTF-8) in an MLLP frame.
 *
 * <p>0x0B and 0x1C cannot be escaped in MLLP, so they are left out of the content: no content can break the framing.
 */
@Sharable
public final class MllpFrameEncoder extends MessageToByteEncoder<Object> {

    @Override
    public boolean acceptOutboundMessage(Object message) {
        return message instanceof byte[] || message instanceof CharSequence;
    }

    @Override
    protected void encode(ChannelHandlerContext context, Object message, ByteBuf out) {
        byte[] content =
                message instanceof byte[] bytes ? bytes : message.toString().getBytes(StandardCharsets.UTF_8);
        out.ensureWritable(content.length + 3);
        out.writeByte(MllpFrameDecoder.START);
        for (byte value : content) {
            if (value != MllpFrameDecoder.START && value != MllpFrameDecoder.END) {
                out.writeByte(value);
            }
        }
        out.writeByte(MllpFrameDecoder.END);
        out.writeByte(MllpFrameDecoder.CARRIAGE_RETURN);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Connections;

/// <summary>What happens on a stream before the first frame of AMQP proper: protocol headers and SASL (part 2, section 2.2; part 5, section 5.3).</summary>
internal sealed class Handshake
{
    /// <summary>The specification allows 512 bytes; there are tokens longer than that.</summary>
    private const uint MaxSaslFrameSize = 8192;

    private readonly Stream _stream;
    private readonly PipeReader _input;

    public Handshake(Stream stream, PipeReader input)
    {
        _stream = stream;
        _input = input;
    }

    /// <summary>The client's part.</summary>
    /// <exception cref="AmqpException">The server does not know the mechanism, or does not let the client in.</exception>
    public async Task ConnectAsync(SaslCredential? credential, string hostName, CancellationToken cancellationToken)
    {
        if (credential is not null)
        {
            await _stream.WriteAsync(ProtocolHeader.Sasl, cancellationToken).ConfigureAwait(false);
            Expect(await ReadHeaderAsync(cancellationToken).ConfigureAwait(false), ProtocolHeader.Sasl);
            AmqpSymbol[] offered = await ReadSaslAsync(SaslFrames.ReadMechanisms, cancellationToken).ConfigureAwait(false);
            if (!offered.Contains(credential.Mechanism))
            {
                throw AmqpException.Connection(
                    ErrorCondition.UnauthorizedAccess,
                    $"The server offers the SASL mechanisms {string.Join(", ", offered)}, and not {credential.Mechanism}.");
            }

            await WriteAsync(SaslFrames.Init(credential, hostName), cancellationToken).ConfigureAwait(false);
            byte code = await ReadSaslAsync(SaslFrames.ReadOutcome, cancellationToken).ConfigureAwait(false);
            if (code != SaslFrames.Ok)
            {
                throw AmqpException.Connection(ErrorCondition.UnauthorizedAccess, $"SASL {credential.Mechanism} failed with the code {code}.");
            }
        }

        await _stream.WriteAsync(ProtocolHeader.Amqp, cancellationToken).ConfigureAwait(false);
        Expect(await ReadHeaderAsync(cancellationToken).ConfigureAwait(false), ProtocolHeader.Amqp);
    }

    /// <summary>The server's part.</summary>
    /// <exception cref="AmqpException">The client speaks something else, or was not let in.</exception>
    public async Task AcceptAsync(ListenerOptions options, CancellationToken cancellationToken)
    {
        bool hasSasl = options.SaslMechanisms.Count > 0;
        byte[] header = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        if (hasSasl && header.AsSpan().SequenceEqual(ProtocolHeader.Sasl))
        {
            await AuthenticateAsync(options, cancellationToken).ConfigureAwait(false);
            header = await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (hasSasl && !options.AllowWithoutSasl)
        {
            await RefuseAsync(ProtocolHeader.Sasl, cancellationToken).ConfigureAwait(false);
        }

        if (!header.AsSpan().SequenceEqual(ProtocolHeader.Amqp))
        {
            await RefuseAsync(ProtocolHeader.Amqp, cancellationToken).ConfigureAwait(false);
        }

        await _stream.WriteAsync(ProtocolHeader.Amqp, cancellationToken).ConfigureAwait(false);
    }

    private async Task AuthenticateAsync(ListenerOptions options, CancellationToken cancellationToken)
    {
        await WriteAsync([.. ProtocolHeader.Sasl, .. SaslFrames.Mechanisms(options.SaslMechanisms)], cancellationToken).ConfigureAwait(false);
        (string mechanism, byte[] response) = await ReadSaslAsync(SaslFrames.ReadInit, cancellationToken).ConfigureAwait(false);
        bool accepted = options.SaslMechanisms.Contains(mechanism) && options.Authenticate?.Invoke(mechanism, response) != false;
        await WriteAsync(SaslFrames.Outcome(accepted ? SaslFrames.Ok : SaslFrames.AuthenticationFailed), cancellationToken).ConfigureAwait(false);
        if (!accepted)
        {
            throw AmqpException.Connection(ErrorCondition.UnauthorizedAccess, $"The SASL mechanism {mechanism} was refused.");
        }
    }

    /// <summary>Says what would have been understood, after which the connection is closed (part 2, section 2.2).</summary>
    private async Task RefuseAsync(byte[] expected, CancellationToken cancellationToken)
    {
        await WriteAsync(expected, cancellationToken).ConfigureAwait(false);
        throw AmqpException.Connection(ErrorCondition.NotImplemented, "The protocol header is not one that is spoken here.");
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken) =>
        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);

    private static void Expect(byte[] header, byte[] expected)
    {
        if (!header.AsSpan().SequenceEqual(expected))
        {
            throw AmqpException.Connection(ErrorCondition.NotImplemented, $"The server answered with the protocol header {Convert.ToHexString(header)}.");
        }
    }

    private async Task<byte[]> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        ReadResult result = await _input.ReadAtLeastAsync(ProtocolHeader.Size, cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < ProtocolHeader.Size)
        {
            throw Lost();
        }

        ReadOnlySequence<byte> header = result.Buffer.Slice(0, ProtocolHeader.Size);
        byte[] copy = header.ToArray();
        _input.AdvanceTo(header.End);
        return copy;
    }

    private async Task<T> ReadSaslAsync<T>(SaslFrames.Decoder<T> decode, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (Frame.TryCut(ref buffer, MaxSaslFrameSize, out ReadOnlySequence<byte> frame))
            {
                T value = Decode(frame.ToArray(), decode);
                _input.AdvanceTo(frame.End);
                return value;
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw Lost();
            }
        }
    }

    private static T Decode<T>(byte[] frame, SaslFrames.Decoder<T> decode)
    {
        AmqpReader reader = new(Frame.Body(frame, Frame.SaslType, out _).Span);
        return decode(ref reader);
    }

    private static AmqpException Lost() => new(AmqpErrorScope.Transport, "", "The peer closed the socket during the handshake.");
}

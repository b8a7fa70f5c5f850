using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Support;

/// <summary>A frame that came from the engine.</summary>
internal sealed record RawFrame(byte Type, ushort Channel, byte[] Body)
{
    public ulong Code
    {
        get
        {
            AmqpReader reader = new(Body);
            return reader.ReadDescriptor();
        }
    }

    /// <summary>The condition in a detach, end or close.</summary>
    public string? Condition
    {
        get
        {
            AmqpReader reader = new(Body);
            ulong code = reader.ReadDescriptor();
            AmqpError? error = code == Descriptor.Detach ? Detach.Read(ref reader).Error : Ending.Read(code, ref reader).Error;
            return error?.Condition.ToString();
        }
    }

    public Flow Flow
    {
        get
        {
            AmqpReader reader = new(Body);
            reader.ReadDescriptor().ShouldBe(Descriptor.Flow);
            return Flow.Read(ref reader);
        }
    }

    public Disposition Disposition
    {
        get
        {
            AmqpReader reader = new(Body);
            reader.ReadDescriptor().ShouldBe(Descriptor.Disposition);
            return Disposition.Read(ref reader);
        }
    }
}

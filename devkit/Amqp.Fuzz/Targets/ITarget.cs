namespace Devkit.Amqp.Fuzz.Targets;

/// <summary>A part of the library that takes input from strangers.</summary>
internal interface ITarget
{
    /// <summary>The name, and that of its folder in the corpus.</summary>
    string Name { get; }

    /// <summary>Whether the input is a sequence of frames.</summary>
    bool IsFramed { get; }

    /// <summary>Takes an input.</summary>
    /// <returns>Whether it was sound; refusing it in order is no failure.</returns>
    /// <exception cref="Exception">Anything thrown is a finding.</exception>
    bool TryUnderstand(byte[] input);
}

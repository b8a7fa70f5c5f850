namespace ProcessorOverhead;

/// <summary>Who reads.</summary>
internal enum Variant
{
    /// <summary>The SDK's processor alone, with its records in a dictionary.</summary>
    Sdk,

    /// <summary>Our processor, without checkpoints.</summary>
    None,

    /// <summary>Our processor, with a checkpoint after every event.</summary>
    EveryEvent,

    /// <summary>Our processor, with a handler that writes a checkpoint for each event and waits for it.</summary>
    Awaiting,
}

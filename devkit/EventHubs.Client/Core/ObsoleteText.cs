namespace Azure.Messaging.EventHubs.Core;

/// <summary>Why the numeric members are obsolete.</summary>
internal static class ObsoleteText
{
    public const string NumericOffset =
        "Not every Event Hubs resource has numeric offsets (geo-replicated ones have opaque texts). Use the member that takes or returns the offset as a string.";

    public const string SequenceNumberOnly =
        "Not every Event Hubs resource can be read from a sequence number alone. Provide the offset as a string as well.";
}

namespace Devkit.EventHubs.Broker.Faults;

/// <summary>The next sends are stored, and their connections are cut instead of an answer.</summary>
internal sealed class LostAnswerRule(FaultScope scope, int operations) : CountedRule(scope, operations);

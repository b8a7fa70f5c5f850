namespace BrokerThroughput;

/// <summary>Events a second of one client.</summary>
/// <param name="Client">The client.</param>
/// <param name="Publish">Events accepted, while nobody reads.</param>
/// <param name="Receive">Events received of a full hub, while nobody publishes.</param>
/// <param name="EndToEnd">Events received while they are published.</param>
/// <param name="Memory">The managed heap during the end-to-end phase.</param>
internal sealed record Figures(string Client, double Publish, double Receive, double EndToEnd, string Memory);

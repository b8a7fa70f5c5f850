using System.Text.Json;
using Checkpointing.Cli.Tests.Support;
using Checkpointing.Tests.Services;

namespace Checkpointing.Cli.Tests;

/// <summary>The doctor, where something is broken: it is a finding, and the others are told.</summary>
public sealed class DoctorTests(Stage stage)
{
    private const string Processor = "Checkpointing:Processor:";

    [Theory]
    [InlineData("BatchSize", "0", "BatchSize is '0'")]
    [InlineData("PoisonPolicy", "Sometimes", "PoisonPolicy")]
    [InlineData("ConnectionString", "nonsense", "is no connection string of Event Hubs")]
    [InlineData("ConnectionString", "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b", "EntityPath")]
    [InlineData("FullyQualifiedNamespace", "contoso.servicebus.windows.net", "leave one of the two out")]
    public async Task Settings_of_the_processor_that_are_wrong_are_a_finding_among_others(string key, string value, string clue)
    {
        TestGroup group = await SeededAsync();

        JsonElement[] findings = await FindingsAsync(new(group.Settings) { [Processor + key] = value }, errors: 1);

        Said(findings, "error").ShouldHaveSingleItem().ShouldContain(clue);
        Said(findings, "ok").ShouldContain(message => message.StartsWith("It answers in", StringComparison.Ordinal));
        Said(findings, "ok").ShouldContain("What it needs is provisioned, in the version of this tool.");
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_is_a_finding_among_others()
    {
        TestGroup group = await SeededAsync();

        JsonElement[] findings = await FindingsAsync(
            new(group.Settings)
            {
                [Processor + "ConnectionString"] = "Endpoint=sb://localhost:1;SharedAccessKeyName=a;SharedAccessKey=b;EntityPath=orders;UseDevelopmentEmulator=true",
                [Processor + "RetryOptions:MaximumRetries"] = "0",
            },
            errors: 1);

        string said = Said(findings, "error").ShouldHaveSingleItem();
        said.ShouldStartWith("the event hub cannot be reached: ");
        said.ShouldContain("Look at the network, the namespace's name and its firewall.");
        Said(findings, "ok").ShouldContain("It has 3 checkpoints and 2 live owners.");
    }

    [Fact]
    public async Task A_hub_that_refuses_by_a_token_that_cannot_be_had_is_a_finding_among_others()
    {
        TestGroup group = await SeededAsync();
        await using TlsFront front = await TlsFront.StartAsync(stage.Broker.Port, stage.MakeFolder());
        Dictionary<string, string?> settings = new(group.Settings.Where(setting => setting.Key != Processor + "ConnectionString"))
        {
            [Processor + "FullyQualifiedNamespace"] = front.Host,
            [Processor + "EventHubName"] = Stage.Hub,
            [Processor + "RetryOptions:MaximumRetries"] = "0",
            ["SSL_CERT_FILE"] = front.CertificateFile,
            ["AZURE_TENANT_ID"] = "tenant",
            ["AZURE_CLIENT_ID"] = "client",
            ["AZURE_CLIENT_CERTIFICATE_PATH"] = "/nowhere.pem",
        };

        JsonElement[] findings = await FindingsAsync(settings, errors: 1);

        Said(findings, "error").ShouldHaveSingleItem().ShouldStartWith("no token could be had:");
        Said(findings, "ok").ShouldContain(message => message.StartsWith("It answers in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_keeps_a_store_from_being_looked_at_is_a_finding_among_others()
    {
        TestGroup group = await SeededAsync();
        RedisServer.Needed();
        await using RedisServer redis = await RedisServer.StartAsync();
        await redis.CommandAsync("ACL", "SETUSER", "default", "-scan");

        // The two stores of a move are compared group by group, and in this one everything is allowed but to find the groups.
        JsonElement[] findings = await FindingsAsync(
            new(group.Settings)
            {
                ["Checkpointing:Store"] = "Moving",
                ["Checkpointing:Moving:Leader"] = "From",
                ["Checkpointing:Moving:From:Store"] = "Sqlite",
                ["Checkpointing:Moving:From:Sqlite:DataSource"] = group.Settings["Checkpointing:Sqlite:DataSource"],
                ["Checkpointing:Moving:To:Store"] = "Redis",
                ["Checkpointing:Moving:To:Redis:ConnectionString"] = $"{redis.EndPoint}",
            },
            errors: 1);

        Said(findings, "error").ShouldHaveSingleItem().ShouldStartWith("ListGroups failed: ");
        Said(findings, "ok").ShouldContain(message => message.StartsWith("It answers in", StringComparison.Ordinal));
        Said(findings, "ok").ShouldContain(message => message.StartsWith("It has 3 checkpoints", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_processor_that_is_not_there_is_a_mistake_of_the_command_line()
    {
        TestGroup group = await SeededAsync();

        Tool run = await group.RunAsync("doctor", "--processor", "nobody");

        run.ExitCode.ShouldBe(2, run.Output);
        run.Errors.ShouldContain("there is no processor 'nobody'");
    }

    private static async Task<JsonElement[]> FindingsAsync(Dictionary<string, string?> settings, int errors)
    {
        Tool run = await Tool.RunAsync(["doctor", "--json"], settings);
        run.ExitCode.ShouldBe(1, run.Output + run.Errors);
        run.Json().GetProperty("errors").GetInt32().ShouldBe(errors, run.Output);
        return [.. run.Json().GetProperty("findings").EnumerateArray()];
    }

    private static IEnumerable<string> Said(JsonElement[] findings, string level) =>
        findings.Where(finding => finding.GetProperty("level").GetString() == level).Select(finding => finding.GetProperty("message").GetString()!);

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }
}

using Checkpointing.Backends;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Checkpointing.Abstractions.Tests.Backends;

public sealed class SettingsViolationsTests
{
    [Fact]
    public void A_value_that_cannot_be_converted_is_named_by_its_key_and_not_shown()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Address"] = "https://account:port/?sig=secret" })
            .Build();
        OptionsValidationException refused = Should.Throw<OptionsValidationException>(() => SettingsViolations.Read<Settings>(configuration.GetSection("Store")));
        refused.Message.ShouldContain("Store:Address");
        refused.Message.ShouldNotContain("secret");
    }

    private sealed class Settings
    {
        public Uri? Address { get; set; }
    }
}

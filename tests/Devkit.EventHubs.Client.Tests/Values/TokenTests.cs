using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Messaging.EventHubs.Authorization;
using Azure.Messaging.EventHubs.Core;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.Values;

public class TokenTests
{
    [Fact]
    public async Task A_shared_key_signs_the_hub_for_half_an_hour_and_may_be_replaced()
    {
        var time = new ManualTime();
        var credential = new AzureNamedKeyCredential("root key", "secret");
        var tokens = new SharedKeyTokenProvider(credential, "amqps://ns.example.org/hub", time);
        var token = await tokens.GetTokenAsync(CancellationToken.None);
        var expiry = time.GetUtcNow().AddMinutes(30);
        token.ExpiresOn.ShouldBe(expiry);
        token.Type.ShouldBe("servicebus.windows.net:sastoken");
        var audience = Uri.EscapeDataString("amqps://ns.example.org/hub");
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes("secret"), Encoding.UTF8.GetBytes($"{audience}\n{expiry.ToUnixTimeSeconds()}"));
        token.Value.ShouldBe($"SharedAccessSignature sr={audience}&sig={Uri.EscapeDataString(Convert.ToBase64String(hash))}&se={expiry.ToUnixTimeSeconds()}&skn=root%20key");
        credential.Update("other", "key");
        (await tokens.GetTokenAsync(CancellationToken.None)).Value.ShouldEndWith("&skn=other");
    }

    [Fact]
    public async Task The_resource_of_a_key_is_the_hub_in_lower_case_with_tls_even_without()
    {
        var target = ConnectionTarget.FromConnectionString("Endpoint=sb://LocalHost:1/;EntityPath=MyHub;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true", null, null);
        (await target.Tokens.GetTokenAsync(CancellationToken.None)).Value.ShouldStartWith("SharedAccessSignature sr=" + Uri.EscapeDataString("amqps://localhost/myhub") + "&");
    }

    [Fact]
    public async Task A_signature_is_handed_on_as_it_is()
    {
        var tokens = new SasTokenProvider(new AzureSasCredential("SharedAccessSignature sr=x&sig=y&se=1893456000&skn=z"));
        var token = await tokens.GetTokenAsync(CancellationToken.None);
        token.Value.ShouldBe("SharedAccessSignature sr=x&sig=y&se=1893456000&skn=z");
        token.ExpiresOn.ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await Should.ThrowAsync<ArgumentException>(async () => await new SasTokenProvider(new AzureSasCredential("SharedAccessSignature sr=x")).GetTokenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_identity_is_asked_for_the_scope_of_event_hubs()
    {
        var token = await new JwtTokenProvider(new Identity()).GetTokenAsync(CancellationToken.None);
        (token.Value, token.Type).ShouldBe(("https://eventhubs.azure.net/.default", "jwt"));
    }

    [Theory]
    [InlineData(30, 0.0, 23 * 60)]
    [InlineData(30, 1.0, (22 * 60) + 30)]
    [InlineData(5, 0.5, 3 * 60)]
    [InlineData(-5, 0.5, 3 * 60)]
    [InlineData(100 * 24 * 60, 0.5, 49 * 24 * 60 * 60)]
    public void A_token_is_replaced_seven_minutes_before_it_expires(int minutesLeft, double spread, int expectedSeconds) =>
        TokenRefresh.DelayFor(DateTimeOffset.UnixEpoch.AddMinutes(minutesLeft), DateTimeOffset.UnixEpoch, spread).ShouldBe(TimeSpan.FromSeconds(expectedSeconds));

    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(requestContext.Scopes.Single(), DateTimeOffset.UnixEpoch);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}

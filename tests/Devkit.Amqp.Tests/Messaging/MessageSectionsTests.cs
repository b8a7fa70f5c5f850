using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Tests.Messaging;

public sealed class MessageSectionsTests
{
    private static readonly byte[] Properties = [0x00, 0x53, 0x73, 0x45];
    private static readonly byte[] First = [0x00, 0x53, 0x75, 0xA0, 0x01, 0x61];
    private static readonly byte[] Second = [0x00, 0x53, 0x75, 0xA0, 0x02, 0x62, 0x63];

    [Fact]
    public void A_body_of_several_data_sections_is_found_as_one()
    {
        byte[] encoded = [.. Properties, .. First, .. Second];
        MessageSections sections = MessageSections.Find(encoded);
        encoded[sections.Properties].ShouldBe(Properties);
        encoded[sections.Body].ShouldBe([.. First, .. Second]);
        encoded[sections.Footer].ShouldBeEmpty();
    }
}

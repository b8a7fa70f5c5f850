using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Tests.Storage;

public sealed class OffsetTextTests
{
    [Theory]
    [InlineData(OffsetFormat.Numeric, "4096")]
    [InlineData(OffsetFormat.Opaque, "1:3:4096")]
    public void An_offset_is_read_back_from_its_text(OffsetFormat format, string expected)
    {
        var offsets = new OffsetText(format, "3");
        Span<byte> ascii = stackalloc byte[OffsetText.MaximumLength];

        offsets.Format(4096).ShouldBe(expected);
        System.Text.Encoding.ASCII.GetString(ascii[..offsets.Format(4096, ascii)]).ShouldBe(expected);
        offsets.TryParse(expected, out long offset).ShouldBeTrue();
        offset.ShouldBe(4096);
    }

    [Theory]
    [InlineData("4096")]
    [InlineData("1:4:4096")]
    [InlineData("1:3:")]
    [InlineData("1:3:-5")]
    [InlineData("")]
    public void An_opaque_offset_of_another_form_or_partition_is_no_offset(string text) =>
        new OffsetText(OffsetFormat.Opaque, "3").TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void No_offset_is_minus_one_in_either_form()
    {
        new OffsetText(OffsetFormat.Opaque, "3").Format(-1).ShouldBe("-1");
        new OffsetText(OffsetFormat.Numeric, "3").Format(-1).ShouldBe("-1");
    }
}

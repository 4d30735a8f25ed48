@{
    RootModule           = 'PrxAuth.Module.dll'
    NestedModules        = @('prx.psm1', 'PrxAuth.Extension/PrxAuth.Extension.psm1')
    ModuleVersion        = '0.1.0'
    GUID                 = 'b1f0d7e2-6c35-4c5e-9a0e-5a4d4f1f9c27'
    Author               = 'The PrxAuth authors'
    CompanyName          = 'PrxAuth'
    Copyright            = '(c) The PrxAuth authors. MIT license.'
    Description          = 'Signs people and runbooks in to OAuth 2.0 providers, keeps named profiles sealed on the machine, renews their tokens before they expire and hands a valid token to whatever asks.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('PrxAuth.Format.ps1xml')
    TypesToProcess       = @()
    CmdletsToExport      = @(
        'Assert-PrxAuthProfile'
        'Complete-PrxAuth'
        'Connect-PrxAuth'
        'Disconnect-PrxAuth'
        'Get-PrxAuthProfile'
        'Get-PrxAuthProvider'
        'Get-PrxAuthToken'
        'Import-PrxAuthProfile'
        'Protect-PrxAuthStore'
        'Set-PrxAuthProfile'
        'Test-PrxAuth'
        'Update-PrxAuthToken'
    )
    FunctionsToExport    = @('prx')
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('OAuth2', 'OIDC', 'Authentication', 'Token', 'PKCE', 'DeviceCode', 'Copilot', 'Gemini', 'PSEdition_Core', 'Linux')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
